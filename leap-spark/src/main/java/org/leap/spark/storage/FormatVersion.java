package org.leap.spark.storage;

import java.util.Optional;

/**
 * The version of a format of files, and what is said of a file whose version cannot be read.
 *
 * @param newest the newest version that this release reads, and the one it writes
 */
public record FormatVersion(int newest) {
  /** The key under which files of JSON name the release that wrote them. */
  public static final String WRITER = "writtenBy";

  private static final int LONGEST_WRITER = 60;

  /** This release, as files name what wrote them. */
  public static String writer() {
    return "LEAP " + Release.name();
  }

  /**
   * Why files of a version cannot be read, if so.
   *
   * @param written what the file says
   * @param writer what it says it was written by; null or empty if it does not say
   */
  public Optional<String> problem(int written, String writer) {
    if (written >= 1 && written <= newest) {
      return Optional.empty();
    }
    if (written < 1) {
      return Optional.of(
          "says that its format is %s; this version reads 1 to %s".formatted(written, newest));
    }
    return Optional.of(
        "was written by %s in format %s; this version reads up to %s: use that release or a newer one"
            .formatted(named(writer), written, newest));
  }

  /** Files are not trusted: what is no plain name is not shown. */
  private static String named(String writer) {
    return writer != null
            && writer.length() <= LONGEST_WRITER
            && writer.matches("[A-Za-z0-9][A-Za-z0-9 .()+_-]*")
        ? writer
        : "a newer LEAP";
  }
}
