package org.leap.core.schedule;

import static java.util.Objects.requireNonNull;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Linear warmup in front of another schedule. During the first {@code length} iterations or epochs
 * t the rate is the schedule's first value times {@code (t + 1) / length}; then the schedule
 * begins: at t it has the value of {@code t - length}. Only the time that the warmup is counted in
 * is moved, so the schedule should be counted in it too.
 *
 * @param scheduleType whether the warmup is counted in iterations or in epochs
 * @param length of the warmup, at least 1
 * @param schedule what is warmed up to
 * @param beginsAfter whether the schedule begins when the warmup is over. Configurations that were
 *     written before version 0.2 do not hold it and keep their meaning: the schedule then runs from
 *     the start, and its first part is multiplied by the rising line
 */
public record WarmupSchedule(
    @JsonProperty(required = true) ScheduleType scheduleType,
    @JsonProperty(required = true) int length,
    @JsonProperty(required = true) ISchedule schedule,
    @JsonProperty boolean beginsAfter)
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
    ScheduleRange.checkLength("length", length);
  }

  /**
   * A warmup after which the schedule begins.
   *
   * @throws IllegalArgumentException if the length is less than 1
   */
  public WarmupSchedule(ScheduleType scheduleType, int length, ISchedule schedule) {
    this(scheduleType, length, schedule, true);
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    boolean byIteration = scheduleType == ScheduleType.ITERATION;
    int time = byIteration ? iteration : epoch;
    int begin = beginsAfter ? Math.min(time, length) : 0;
    double value =
        schedule.valueAt(
            byIteration ? time - begin : iteration, byIteration ? epoch : time - begin);
    return time < length ? value * ((time + 1.0) / length) : value;
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
