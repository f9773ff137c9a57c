package org.leap.jobs.cluster;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * How Java processes are started that belong to Spark.
 *
 * @param home what {@code SPARK_HOME} names; its folder {@code jars} is what executors have by
 *     themselves
 * @param classPath of the processes
 */
public record SparkPrograms(Path home, String classPath) {
  private static final String VECTOR = "jdk.incubator.vector";
  private static final Pattern SHARED_CLASSES =
      Pattern.compile("-XX:SharedArchiveFile=|-Xlog:(cds|aot)");

  /** Of daemons that hand out executors: code that is compiled well would not pay. */
  private static final List<String> DAEMON =
      List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /**
   * Those of the running program's class path: no installation is needed, and executors need it as
   * {@code spark.executor.extraClassPath}.
   *
   * @param home an empty folder, which becomes the home of an installation without jars
   */
  public static SparkPrograms ofThisProgram(Path home) throws IOException {
    Files.createDirectories(home.resolve("jars"));
    return new SparkPrograms(home, thisClassPath());
  }

  /** The running program's class path, absolute, so that processes elsewhere find it too. */
  public static String thisClassPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The {@code java} of this process, with what Spark must be opened to. */
  static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    command.addAll(sharedClasses());
    return command;
  }

  /**
   * The options of this process by which the launcher lets processes of one class path share loaded
   * classes. Java does without where another class path begins differently.
   */
  static List<String> sharedClasses() {
    return sharedClasses(ManagementFactory.getRuntimeMXBean().getInputArguments());
  }

  static List<String> sharedClasses(List<String> given) {
    return given.stream().filter(option -> SHARED_CLASSES.matcher(option).lookingAt()).toList();
  }

  /**
   * Options of a virtual machine that trains, as the launcher gives them: the vector instructions
   * where this process has them, and a collector that does not work beside the training threads.
   */
  public static List<String> trainingOptions() {
    List<String> options = new ArrayList<>();
    if (ModuleLayer.boot().findModule(VECTOR).isPresent()) {
      options.addAll(List.of("--add-modules", VECTOR));
    }
    options.addAll(
        List.of(
            "-XX:+UseParallelGC",
            "-Dorg.bytedeco.javacpp.maxbytes=2g",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=4g"));
    return options;
  }

  /** Options in one line, as Spark reads them: with a space, as of a folder's name, quoted. */
  public static String inOneLine(List<String> options) {
    return options.stream()
        .map(option -> option.contains(" ") ? '"' + option + '"' : option)
        .collect(Collectors.joining(" "));
  }

  /** A process of one of Spark's programs, its output in one file. */
  ProcessBuilder program(Path log, String mainClass, List<String> arguments) {
    List<String> command = java();
    command.addAll(DAEMON);
    command.addAll(List.of("-cp", classPath, mainClass));
    command.addAll(arguments);
    return withEnvironment(new ProcessBuilder(command))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile());
  }

  /** Adds what Spark's scripts and programs look for in the environment. */
  public ProcessBuilder withEnvironment(ProcessBuilder builder) {
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", scalaVersion());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  /** As Spark writes it: 2.12. */
  private static String scalaVersion() {
    String[] parts = scala.util.Properties.versionNumberString().split("\\.", 3);
    return parts[0] + "." + parts[1];
  }
}
