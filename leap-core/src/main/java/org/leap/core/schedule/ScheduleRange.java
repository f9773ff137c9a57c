package org.leap.core.schedule;

/** What all schedules ask of their values. */
final class ScheduleRange {
  private ScheduleRange() {}

  static void check(double minimum, double maximum) {
    if (!(minimum >= 0)) {
      throw new IllegalArgumentException("minimum is " + minimum + ", expected at least 0");
    }
    if (!(maximum >= minimum && maximum <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "maximum is %s, expected a finite number of at least the minimum %s"
              .formatted(maximum, minimum));
    }
  }

  static void checkLength(String name, int length) {
    if (length < 1) {
      throw new IllegalArgumentException(name + " is " + length + ", expected at least 1");
    }
  }
}
