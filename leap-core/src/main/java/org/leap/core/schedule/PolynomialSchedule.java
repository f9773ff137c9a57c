package org.leap.core.schedule;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Polynomial decay (Caffe's {@code poly}): {@code min + (max - min) (1 - t / T)^power} until time
 * T, then the minimum. ND4J's {@code PolySchedule} has a plus for the minus and grows.
 *
 * @param scheduleType whether time is counted in iterations or in epochs
 * @param maximum learning rate at the start, finite and at least the minimum
 * @param minimum learning rate at the end, at least 0
 * @param power above 0; 1 is a straight line
 * @param length T, at least 1
 */
public record PolynomialSchedule(
    @JsonProperty(required = true) ScheduleType scheduleType,
    @JsonProperty(required = true) double maximum,
    @JsonProperty(required = true) double minimum,
    @JsonProperty(required = true) double power,
    @JsonProperty(required = true) int length)
    implements ISchedule {

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  @JsonCreator
  public PolynomialSchedule {
    ScheduleRange.check(scheduleType, minimum, maximum);
    ScheduleRange.checkLength("length", length);
    if (!(power > 0 && power <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "power is " + power + ", expected a finite number above 0");
    }
  }

  @Override
  public double valueAt(int iteration, int epoch) {
    int time = Math.min(length, scheduleType == ScheduleType.ITERATION ? iteration : epoch);
    return minimum + (maximum - minimum) * StrictMath.pow(1 - (double) time / length, power);
  }

  @Override
  public ISchedule clone() {
    return this;
  }
}
