package org.leap.jobs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds what others published and this repository does not hold. Tests that need it carry {@link
 * #TAG}, which {@code mvn verify} leaves out and {@code mvn test -Pextras} runs; where a file is
 * not there they are skipped, and say what is missing.
 */
public final class PublishedData {
  public static final String TAG = "published-data";

  private PublishedData() {}

  /** A data set of the folder that {@code LEAP_DATA} names, {@code ../shared/data} without it. */
  public static Path file(String name) {
    return find("LEAP_DATA", "../../shared/data", name);
  }

  /** A schema of the Spark operator; {@code LEAP_SCHEMAS} names their folder. */
  public static Path schema(String name) {
    return find("LEAP_SCHEMAS", "../../shared/schemas", name);
  }

  /** The full Fashion-MNIST, as Debian's package dataset-fashion-mnist installs it. */
  public static Path fashionMnist() {
    Path folder = Path.of("/usr/share/datasets/fashion-mnist");
    assumeTrue(Files.isDirectory(folder), "the package dataset-fashion-mnist is not installed");
    return folder;
  }

  private static Path find(String variable, String otherwise, String name) {
    Path folder = Path.of(Optional.ofNullable(System.getenv(variable)).orElse(otherwise));
    Path file = folder.resolve(name).toAbsolutePath().normalize();
    assumeTrue(
        Files.exists(file), () -> "there is no " + file + "; " + variable + " names its folder");
    return file;
  }
}
