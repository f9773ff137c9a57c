package org.leap.jobs.drills;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;
import org.leap.jobs.Leap;

/**
 * {@code leap} in a process of its own, without the launcher in between: what is signalled is the
 * driver itself.
 */
final class Driver implements AutoCloseable {
  private final Process process;
  private final Path log;

  private Driver(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * @param work where it writes its log and its temporary files
   * @param conf Spark's settings, the master among them
   * @param arguments the command line
   */
  static Driver start(Path work, Map<String, String> conf, List<String> arguments)
      throws IOException {
    return start(work, conf, List.of("-Xmx512m"), "", arguments);
  }

  /**
   * @param options of the virtual machine
   * @param more class path entries, each after a separator
   */
  static Driver start(
      Path work,
      Map<String, String> conf,
      List<String> options,
      String more,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    // A shell that runs the tests in the background makes its children deaf to Ctrl-C.
    command.addAll(List.of("env", "--default-signal=INT,TERM"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.add("-Djava.io.tmpdir=" + work);
    command.add("-Dlog4j2.configurationFile=org/leap/jobs/cluster/log4j2.properties");
    conf.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", classPath() + more, Leap.class.getName()));
    command.addAll(arguments);

    Path log = Files.createTempFile(work, "driver-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("OMP_NUM_THREADS", "1");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().remove("SPARK_LOCAL_DIRS");
    return new Driver(builder.start(), log);
  }

  /** Absolute, so that executors find it too. */
  static String classPath() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)).stream()
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** {@code kill -9}, done when this returns. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /**
   * @param name as {@code kill} wants it
   */
  void signal(String name) throws IOException, InterruptedException {
    signal(process.pid(), name);
  }

  static void signal(long pid, String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  /**
   * Waits for the end.
   *
   * @return the exit code
   * @throws AssertionError if it still runs after the limit
   */
  int await(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still runs after " + limit + ": " + tail());
    }
    return process.exitValue();
  }

  /** What it has written so far, Spark's log included. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /** The last lines of the log, for the message of an assertion. */
  String tail() throws IOException {
    List<String> lines = log().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }

  /** The lines for the user that say what went wrong. */
  List<String> errors() throws IOException {
    return log().lines().filter(line -> line.startsWith("leap: ")).toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
