package org.leap.jobs.drills;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.leap.jobs.cluster.LeapProcess;
import org.leap.jobs.cluster.SparkPrograms;

/**
 * {@code leap} in a process of its own, without the launcher in between: what is signalled is the
 * driver itself.
 */
final class Driver implements AutoCloseable {
  /** It begins soon and does not run for long. */
  private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  private final LeapProcess process;

  private Driver(LeapProcess process) {
    this.process = process;
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
    return start(work, conf, options, SharedClasses.take(), more, arguments);
  }

  /** One that is not disturbed, and leaves its classes to those after it. */
  static Driver first(Path work, Map<String, String> conf, List<String> arguments)
      throws IOException {
    List<String> leave = SharedClasses.leave();
    List<String> classes = leave.isEmpty() ? SharedClasses.take() : leave;
    return start(work, conf, List.of("-Xmx512m"), classes, "", arguments);
  }

  private static Driver start(
      Path work,
      Map<String, String> conf,
      List<String> options,
      List<String> classes,
      String more,
      List<String> arguments)
      throws IOException {
    List<String> all = new ArrayList<>(QUICK);
    all.addAll(options);
    all.addAll(classes);
    all.add("-Dlog4j2.configurationFile=org/leap/jobs/cluster/log4j2.properties");
    // A shell that runs the tests in the background makes its children deaf to Ctrl-C.
    List<String> launcher = List.of("env", "--default-signal=INT,TERM");
    return new Driver(LeapProcess.start(launcher, work, all, conf, classPath() + more, arguments));
  }

  /** Absolute, so that executors find it too; jars first, for only their classes can be shared. */
  static String classPath() {
    List<String> entries = List.of(SparkPrograms.thisClassPath().split(File.pathSeparator, -1));
    return Stream.concat(
            entries.stream().filter(entry -> entry.endsWith(".jar")),
            entries.stream().filter(entry -> !entry.endsWith(".jar")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  static String executorOptions() {
    List<String> options = new ArrayList<>(QUICK);
    options.addAll(SharedClasses.take());
    return SparkPrograms.inOneLine(options);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Bytes of memory that the process holds; 0 once it has ended. */
  long resident() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .sum();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** {@code kill -9}, done when this returns. */
  void kill() {
    process.kill();
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
  int await(Duration limit) throws IOException {
    if (!process.waitFor(limit)) {
      throw new AssertionError("still runs after " + limit + ": " + tail());
    }
    return process.exitCode();
  }

  /** What it has written so far, Spark's log included. */
  String log() throws IOException {
    return process.log();
  }

  /** The last lines of the log, for the message of an assertion. */
  String tail() throws IOException {
    return process.tail();
  }

  /** The lines for the user that say what went wrong. */
  List<String> errors() throws IOException {
    return log().lines().filter(line -> line.startsWith("leap: ")).toList();
  }

  @Override
  public void close() {
    process.close();
  }
}
