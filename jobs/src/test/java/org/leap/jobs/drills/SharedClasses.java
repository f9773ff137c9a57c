package org.leap.jobs.drills;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.package$;

/**
 * The classes that one driver has loaded, for the drivers and executors after it: they start in two
 * thirds of the time.
 */
final class SharedClasses {
  /** Java leaves out what it cannot share, and names every class of it. */
  private static final String IN_SILENCE = "-Xlog:cds*=off";

  private static final Path FILE =
      Path.of(
              "target",
              "classes-of-drills-on-spark-%s-java-%s.jsa"
                  .formatted(package$.MODULE$.SPARK_VERSION(), System.getProperty("java.version")))
          .toAbsolutePath();

  private SharedClasses() {}

  /** Options of a process that takes them, if they are there. */
  static List<String> take() {
    return isThere() ? List.of("-XX:SharedArchiveFile=" + FILE, IN_SILENCE) : List.of();
  }

  /** Options of a process that leaves them, if they are not there. */
  static List<String> leave() {
    return isThere() ? List.of() : List.of("-XX:ArchiveClassesAtExit=" + FILE, IN_SILENCE);
  }

  /** Of the jars as they are now. */
  private static boolean isThere() {
    if (!Files.exists(FILE)) {
      return false;
    }
    FileTime made = modified(FILE);
    return Stream.of(Driver.classPath().split(File.pathSeparator, -1))
        .filter(entry -> entry.endsWith(".jar"))
        .allMatch(jar -> modified(Path.of(jar)).compareTo(made) <= 0);
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
