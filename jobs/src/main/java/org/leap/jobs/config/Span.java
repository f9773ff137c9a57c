package org.leap.jobs.config;

import java.util.Locale;

/**
 * A length of training, in epochs or in local steps.
 *
 * @param count how many, at least 1
 * @param unit of what
 */
public record Span(long count, Unit unit) {
  /** What a span counts. */
  public enum Unit {
    STEPS,
    EPOCHS
  }

  public Span {
    if (count < 1) {
      throw new IllegalArgumentException("A span is at least 1 step or epoch, not " + count);
    }
  }

  /** A span of local steps. */
  public static Span steps(long count) {
    return new Span(count, Unit.STEPS);
  }

  /** A span of epochs. */
  public static Span epochs(long count) {
    return new Span(count, Unit.EPOCHS);
  }

  /**
   * This span in local steps.
   *
   * @param stepsPerEpoch local steps of one epoch, at least 1
   * @throws ArithmeticException if the result exceeds a {@code long}
   */
  public long toSteps(long stepsPerEpoch) {
    return unit == Unit.STEPS ? count : Math.multiplyExact(count, stepsPerEpoch);
  }

  /** As it is written in a configuration: {@code 10 epochs}, {@code 1 step}. */
  @Override
  public String toString() {
    var plural = unit.name().toLowerCase(Locale.ROOT);
    return count + " " + (count == 1 ? plural.substring(0, plural.length() - 1) : plural);
  }
}
