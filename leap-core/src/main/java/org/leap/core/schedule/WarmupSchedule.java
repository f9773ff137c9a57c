package org.leap.core.schedule;

import static java.util.Objects.requireNonNull;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Linear warmup in front of another schedule: during the first {@code length} iterations or epochs
 * t the schedule's value is multiplied by {@code (t + 1) / length}. The schedule sees the time as
 * it is, not from the end of the warmup, so warmup changes nothing that comes after it.
 *
 * @param scheduleType whether the warmup is counted in iterations or in epochs
 * @param length of the warmup, at least 1
 * @param schedule what is warmed up to
 */
public record WarmupSchedule(
    @JsonProperty(required = true) ScheduleType scheduleType,
    @JsonProperty(required = true) int length,
    @JsonProperty(required = true) ISchedule schedule)
    implements ISchedule {

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException if the length is less than 1
   */
  @JsonCreator
  public WarmupSchedule {
    requireNonNull(scheduleType, "scheduleType is null");
    requireNonNull(schedule, "schedule is null");
    if (length < 1) {
      throw new IllegalArgumentException("length is " + length + ", expected at least 1");
    }
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    int time = scheduleType == ScheduleType.ITERATION ? iteration : epoch;
    double value = schedule.valueAt(iteration, epoch);
    return time < length ? value * ((time + 1.0) / length) : value;
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
