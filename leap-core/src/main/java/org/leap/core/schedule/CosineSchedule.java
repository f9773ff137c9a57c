package org.leap.core.schedule;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Cosine annealing without restarts (Loshchilov and Hutter 2017, equation 5): {@code min + (max -
 * min) (1 + cos(pi t / T)) / 2} until time T, then the minimum.
 *
 * @param scheduleType whether time is counted in iterations or in epochs
 * @param maximum learning rate at the start, finite and at least the minimum
 * @param minimum learning rate at the end, at least 0
 * @param length T, at least 1
 */
public record CosineSchedule(
    @JsonProperty(required = true) ScheduleType scheduleType,
    @JsonProperty(required = true) double maximum,
    @JsonProperty(required = true) double minimum,
    @JsonProperty(required = true) int length)
    implements ISchedule {

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  @JsonCreator
  public CosineSchedule {
    ScheduleRange.check(scheduleType, minimum, maximum);
    ScheduleRange.checkLength("length", length);
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    int time = Math.min(length, scheduleType == ScheduleType.ITERATION ? iteration : epoch);
    return minimum + (maximum - minimum) * (1 + StrictMath.cos(Math.PI * time / length)) / 2;
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
