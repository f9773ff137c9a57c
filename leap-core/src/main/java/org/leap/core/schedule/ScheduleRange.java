package org.leap.core.schedule;

import static java.util.Objects.requireNonNull;
import static org.nd4j.common.base.Preconditions.checkArgument;

import org.nd4j.linalg.schedule.ScheduleType;

/** What all schedules ask of their values. */
final class ScheduleRange {
  private ScheduleRange() {}

  static void check(ScheduleType type, double minimum, double maximum) {
    requireNonNull(type, "scheduleType is null");
    checkArgument(minimum >= 0, "minimum is %s, expected at least 0", minimum);
    checkArgument(
        maximum >= minimum && maximum <= Double.MAX_VALUE,
        "maximum is %s, expected a finite number of at least the minimum %s",
        maximum,
        minimum);
  }

  static void checkLength(String name, int length) {
    checkArgument(length >= 1, "%s is %s, expected at least 1", name, length);
  }
}
