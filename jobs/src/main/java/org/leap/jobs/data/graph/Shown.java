package org.leap.jobs.data.graph;

/** Text out of a file, fit for a message. */
final class Shown {
  private static final int LONGEST = 60;

  private Shown() {}

  /** In quotes, without control characters, and not longer than a message should be. */
  static String of(String text) {
    String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return '"' + shown.replaceAll("[^\\x20-\\x7e]", "?") + '"';
  }
}
