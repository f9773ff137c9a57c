package org.leap.jobs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code leap} in a process of its own, without the launcher in between: what is signalled is the
 * driver itself.
 */
public final class LeapProcess implements AutoCloseable {
  private static final String MAIN_CLASS = "org.leap.jobs.Leap";
  private static final int TAIL = 30;
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final ProcessTree process;
  private final Path log;

  private LeapProcess(ProcessTree process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it.
   *
   * @param launcher what starts {@code java}, such as {@code env} with its options; may be empty
   * @param work where it writes its log and its temporary files
   * @param options of the virtual machine
   * @param conf Spark's settings, the master among them
   * @param classPath such as that of the running program
   * @param arguments the command line
   */
  public static LeapProcess start(
      List<String> launcher,
      Path work,
      List<String> options,
      Map<String, String> conf,
      String classPath,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(SparkPrograms.java());
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + work);
    conf.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", classPath, MAIN_CLASS));
    command.addAll(arguments);

    Path log = Files.createTempFile(work, "driver-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().remove("SPARK_LOCAL_DIRS");
    return new LeapProcess(ProcessTree.start(builder), log);
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its process number. */
  public long pid() {
    return process.handle().pid();
  }

  /** False if it still runs after the limit. */
  public boolean waitFor(Duration limit) {
    return process.waitFor(limit);
  }

  /** Once it has ended. */
  public int exitCode() {
    return process.exitCode();
  }

  /** {@code kill -9}, done when this returns unless the thread is interrupted. */
  public void kill() {
    process.kill();
    process.waitFor(GRACE);
  }

  /** What it has written so far, Spark's log included. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** The last lines of the log, to say how it ended. */
  public String tail() throws IOException {
    List<String> lines = log().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
  }

  @Override
  public void close() {
    kill();
  }
}
