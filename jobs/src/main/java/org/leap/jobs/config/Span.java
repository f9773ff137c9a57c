package org.leap.jobs.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

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

  /** Refuses local steps in a key of this kind. */
  static void requireEpochs(Values values, String key) {
    values.refuseIf(
        values.find(key, Span.class).filter(span -> span.unit != Unit.EPOCHS).isPresent(),
        key,
        "must be a number of epochs, such as 10 epochs");
  }

  /**
   * This span in local steps.
   *
   * @param stepsPerEpoch local steps of one epoch, at least 1
   * @throws IllegalArgumentException if the result exceeds a {@code long}
   */
  public long toSteps(long stepsPerEpoch) {
    if (unit == Unit.STEPS) {
      return count;
    }
    if (count > Long.MAX_VALUE / stepsPerEpoch) {
      throw new IllegalArgumentException(
          "%s are more local steps than can be counted: write less".formatted(this));
    }
    return count * stepsPerEpoch;
  }

  /** As it is written in a configuration: {@code 10 epochs}, {@code 1 step}. */
  @Override
  public String toString() {
    var plural = unit.name().toLowerCase(Locale.ROOT);
    return count + " " + (count == 1 ? plural.substring(0, plural.length() - 1) : plural);
  }

  /**
   * What turns spans into local steps.
   *
   * @param stepsPerEpoch local steps in an epoch
   * @param steps local steps of the run
   */
  public record Clock(int stepsPerEpoch, int steps) {

    /**
     * A span of a schedule in local steps.
     *
     * @throws IllegalArgumentException if a run cannot have so many
     */
    public int steps(Span span) {
      return steps("schedule", span);
    }

    /**
     * A span in local steps.
     *
     * @param key where the span is written
     * @throws IllegalArgumentException if a run cannot have so many
     */
    int steps(String key, Span span) {
      long count = span.toSteps(stepsPerEpoch);
      if (count > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "%s: %s are %s local steps, more than %s: write less"
                .formatted(key, span, count, Integer.MAX_VALUE));
      }
      return (int) count;
    }

    /** A span in local steps, or the whole run. */
    int stepsOrAll(Optional<Span> length) {
      return length.map(this::steps).orElse(steps);
    }

    /** The clock of what begins later and lasts as long as the run. */
    Clock after(int begin) {
      return new Clock(stepsPerEpoch, Math.max(1, steps - begin));
    }
  }

  /** How a span is written: with its unit. */
  static final class Written implements ScalarType<Span> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18}) +(step|epoch)s?");

    @Override
    public String noun() {
      return "a number of epochs or steps, such as 10 epochs or 500 steps";
    }

    @Override
    public String documentation() {
      return "`N epochs` or `N steps`";
    }

    @Override
    public Span parse(Tree.Scalar scalar, Site site) throws Refusal {
      var written = FORM.matcher(scalar.text());
      if (!written.matches()) {
        throw new Refusal(expected(scalar.description()));
      }
      long count = Long.parseLong(written.group(1));
      if (count < 1) {
        throw new Refusal("must be at least 1, found " + scalar.description());
      }
      return written.group(2).equals("step") ? Span.steps(count) : Span.epochs(count);
    }

    @Override
    public String write(Span value) {
      return value.toString();
    }
  }
}
