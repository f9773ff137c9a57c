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

/**
 * A Spark installation with just the jars that a cluster brings: none of ours, no DL4J.
 *
 * @param folder what {@code SPARK_HOME} names
 */
public record SparkHome(Path folder) {
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

  /** How processes of this installation are started. */
  SparkPrograms programs() {
    return new SparkPrograms(
        folder, folder.resolve("conf") + File.pathSeparator + folder.resolve("jars").resolve("*"));
  }

  /** The installation's {@code spark-submit}. */
  ProcessBuilder sparkSubmit(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("bin").resolve("spark-submit").toString());
    command.addAll(arguments);
    return programs().withEnvironment(new ProcessBuilder(command));
  }

  private static void copy(String resource, Path target) {
    try (InputStream in = SparkHome.class.getResourceAsStream(resource)) {
      Files.copy(in, target);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + target, e);
    }
  }
}
