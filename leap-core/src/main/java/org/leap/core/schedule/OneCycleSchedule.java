package org.leap.core.schedule;

import static java.util.Objects.requireNonNull;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The one-cycle policy (Smith and Topin 2018) with cosines, as fastai and PyTorch have it: from
 * {@code max / divisor} to the maximum at time {@code rise T - 1}, then to {@code max / divisor /
 * finalDivisor} at time {@code T - 1}, where it stays.
 *
 * @param scheduleType whether time is counted in iterations or in epochs
 * @param maximum the largest learning rate, finite and above 0
 * @param length T, at least 2
 * @param rise share of the rise, in (0, 1)
 * @param divisor finite and at least 1
 * @param finalDivisor finite and at least 1
 */
public record OneCycleSchedule(
    @JsonProperty(required = true) ScheduleType scheduleType,
    @JsonProperty(required = true) double maximum,
    @JsonProperty(required = true) int length,
    @JsonProperty(required = true) double rise,
    @JsonProperty(required = true) double divisor,
    @JsonProperty(required = true) double finalDivisor)
    implements ISchedule {

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  @JsonCreator
  public OneCycleSchedule {
    requireNonNull(scheduleType, "scheduleType is null");
    check("maximum", maximum, maximum > 0, "above 0");
    check("length", length, length >= 2, "of at least 2");
    check("rise", rise, rise > 0 && rise < 1, "above 0 and below 1");
    check("divisor", divisor, divisor >= 1, "of at least 1");
    check("finalDivisor", finalDivisor, finalDivisor >= 1, "of at least 1");
  }

  private static void check(String name, double value, boolean inRange, String range) {
    if (!inRange || !Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "%s is %s, expected a finite number %s".formatted(name, value, range));
    }
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    double end = length - 1.0;
    double time = Math.min(end, scheduleType == ScheduleType.ITERATION ? iteration : epoch);
    double peak = Math.max(0, rise * length - 1);
    double first = maximum / divisor;
    return time < peak
        ? between(first, maximum, time / peak)
        : between(maximum, first / finalDivisor, (time - peak) / (end - peak));
  }

  private static double between(double from, double to, double progress) {
    return to + (from - to) * (1 + StrictMath.cos(Math.PI * progress)) / 2;
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
