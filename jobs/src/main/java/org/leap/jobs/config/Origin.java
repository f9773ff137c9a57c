package org.leap.jobs.config;

import java.nio.file.Path;

/**
 * Where a value was written.
 *
 * @param source file as the user named it, or {@code --set}, or {@code default}
 * @param line in that file, from 1; 0 without lines
 * @param directory absolute directory that relative paths written here start from
 */
record Origin(String source, int line, Path directory) {
  private static final String COMMAND_LINE = "--set";
  private static final String DEFAULT = "default";

  static Origin commandLine(Path workingDirectory) {
    return new Origin(COMMAND_LINE, 0, workingDirectory);
  }

  /** The origin of what nobody wrote; {@code place} says where it could have been written. */
  static Origin defaulted(Origin place) {
    return new Origin(DEFAULT, 0, place.directory());
  }

  boolean isCommandLine() {
    return source.equals(COMMAND_LINE);
  }

  /** A line of it, where it has lines. */
  Origin atLine(int other) {
    boolean hasNone = isCommandLine() || source.equals(DEFAULT);
    return hasNone ? this : new Origin(source, other, directory);
  }

  @Override
  public String toString() {
    return line > 0 ? source + ":" + line : source;
  }
}
