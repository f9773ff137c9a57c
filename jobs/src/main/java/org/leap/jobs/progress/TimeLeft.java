package org.leap.jobs.progress;

import java.util.Locale;

/** Durations as people say them. */
final class TimeLeft {
  private TimeLeft() {}

  /**
   * From the mean time of the rounds of this attempt; empty before the first.
   *
   * @param nanos since the attempt started
   * @param rounds of this attempt so far
   * @param remaining rounds to come
   */
  static String text(long nanos, long rounds, long remaining) {
    if (rounds < 1) {
      return "";
    }
    return words(Math.round(nanos / 1e9 / rounds * remaining)) + " left";
  }

  static String words(long seconds) {
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return String.format(Locale.ROOT, "%s min %02d s", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%s h %02d min", seconds / 3600, seconds % 3600 / 60);
  }
}
