package org.leap.jobs.cluster;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A Spark installation with just the jars that a cluster brings: none of ours, no DL4J.
 *
 * @param folder what {@code SPARK_HOME} names
 */
public record SparkHome(Path folder) {
  /** 2.12 or 2.13. */
  private static final String SCALA =
      scala.util.Properties.versionNumberString().replaceFirst("\\.\\d+$", "");

  /**
   * Links the jars of a class path file into {@code jars/} and adds {@code bin/spark-submit} and a
   * logging configuration.
   */
  public static SparkHome assemble(Path folder, Path classPathFile) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    String classPath = Files.readString(classPathFile).strip();
    for (String jar : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(jar);
      Files.createSymbolicLink(jars.resolve(path.getFileName()), path);
    }
    Path submit = Files.createDirectories(folder.resolve("bin")).resolve("spark-submit");
    copy("spark-submit", submit);
    if (!submit.toFile().setExecutable(true)) {
      throw new IOException("Cannot make " + submit + " executable");
    }
    copy(
        "log4j2.properties",
        Files.createDirectories(folder.resolve("conf")).resolve("log4j2.properties"));
    return new SparkHome(folder);
  }

  /**
   * Adds jars of this test's class path that some installations of Spark have.
   *
   * @param names how their files' names begin
   */
  public SparkHome with(String... names) throws IOException {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Path.of(entry).toAbsolutePath();
      String file = jar.getFileName().toString();
      if (file.endsWith(".jar") && Arrays.stream(names).anyMatch(file::startsWith)) {
        Path link = folder.resolve("jars").resolve(file);
        if (!Files.exists(link)) {
          Files.createSymbolicLink(link, jar);
        }
      }
    }
    return this;
  }

  /** A Java process with this installation's class path, its output in one file. */
  ProcessBuilder java(Path log, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().strip().split("\\s+")));
    command.add("-Xmx512m");
    command.add("-cp");
    command.add(folder.resolve("conf") + File.pathSeparator + folder.resolve("jars").resolve("*"));
    command.add(mainClass);
    command.addAll(arguments);
    return withEnvironment(new ProcessBuilder(command))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile());
  }

  /** The installation's {@code spark-submit}. */
  ProcessBuilder sparkSubmit(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("bin").resolve("spark-submit").toString());
    command.addAll(arguments);
    return withEnvironment(new ProcessBuilder(command));
  }

  ProcessBuilder withEnvironment(ProcessBuilder builder) {
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_SCALA_VERSION", SCALA);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  private static void copy(String resource, Path target) {
    try (InputStream in = SparkHome.class.getResourceAsStream(resource)) {
      Files.copy(in, target);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + target, e);
    }
  }
}
