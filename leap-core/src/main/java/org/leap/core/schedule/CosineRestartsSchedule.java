package org.leap.core.schedule;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Cosine annealing with warm restarts (SGDR, Loshchilov and Hutter 2017, equation 5): {@code min +
 * (max - min) (1 + cos(pi c / T)) / 2}, where c counts from the last restart and T is the length of
 * the current period.
 *
 * @param scheduleType whether time is counted in iterations or in epochs
 * @param maximum learning rate after every restart, finite and at least the minimum
 * @param minimum learning rate that a period approaches, at least 0
 * @param period length of the first period, at least 1
 * @param periodMultiplier each period is this many times as long as the one before, at least 1
 */
public record CosineRestartsSchedule(
    @JsonProperty(required = true) ScheduleType scheduleType,
    @JsonProperty(required = true) double maximum,
    @JsonProperty(required = true) double minimum,
    @JsonProperty(required = true) int period,
    @JsonProperty(required = true) int periodMultiplier)
    implements ISchedule {

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  @JsonCreator
  public CosineRestartsSchedule {
    ScheduleRange.check(scheduleType, minimum, maximum);
    ScheduleRange.checkLength("period", period);
    ScheduleRange.checkLength("periodMultiplier", periodMultiplier);
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    long sinceRestart = scheduleType == ScheduleType.ITERATION ? iteration : epoch;
    long length = period;
    if (periodMultiplier == 1) {
      sinceRestart %= length;
    }
    while (sinceRestart >= length) {
      sinceRestart -= length;
      length *= periodMultiplier;
    }
    return minimum
        + (maximum - minimum) * (1 + StrictMath.cos(Math.PI * sinceRestart / length)) / 2;
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
