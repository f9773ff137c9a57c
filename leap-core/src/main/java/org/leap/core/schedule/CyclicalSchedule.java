package org.leap.core.schedule;

import static java.util.Objects.requireNonNull;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Cyclical learning rate (Smith 2017): with {@code c = floor(1 + t / (2 s))} and {@code x = |t / s
 * - 2 c + 1|} the rate is {@code min + (max - min) max(0, 1 - x) a}, where a is 1 in {@link
 * Form#TRIANGULAR} and {@code 2^(1 - c)} in {@link Form#TRIANGULAR2}.
 *
 * @param scheduleType whether time is counted in iterations or in epochs
 * @param minimum learning rate at the start of every cycle, at least 0
 * @param maximum learning rate in the middle of the first cycle, finite and at least the minimum
 * @param halfCycle s, at least 1
 * @param form whether the cycles become flatter
 */
public record CyclicalSchedule(
    @JsonProperty(required = true) ScheduleType scheduleType,
    @JsonProperty(required = true) double minimum,
    @JsonProperty(required = true) double maximum,
    @JsonProperty(required = true) int halfCycle,
    @JsonProperty(required = true) Form form)
    implements ISchedule {

  /** Whether the cycles become flatter. */
  public enum Form {
    /** All are alike. */
    TRIANGULAR,
    /** Each is half as high as the one before. */
    TRIANGULAR2
  }

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  @JsonCreator
  public CyclicalSchedule {
    requireNonNull(form, "form is null");
    ScheduleRange.check(scheduleType, minimum, maximum);
    ScheduleRange.checkLength("halfCycle", halfCycle);
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    long time = scheduleType == ScheduleType.ITERATION ? iteration : epoch;
    long cycle = 1 + time / (2L * halfCycle);
    double x = Math.abs((double) time / halfCycle - 2 * cycle + 1);
    double amplitude = form == Form.TRIANGULAR ? 1 : StrictMath.pow(2, 1.0 - cycle);
    return minimum + (maximum - minimum) * Math.max(0, 1 - x) * amplitude;
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
