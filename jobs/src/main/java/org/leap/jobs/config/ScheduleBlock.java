package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.leap.jobs.config.ScheduleConfig.Constant;
import org.leap.jobs.config.ScheduleConfig.CosineRestarts;
import org.leap.jobs.config.ScheduleConfig.Exponential;
import org.leap.jobs.config.ScheduleConfig.Step;
import org.leap.jobs.config.ScheduleConfig.Warmup;

/**
 * The {@code schedule} block. A warmup has the learning rate, and the schedule after it takes it
 * from there, so that {@code schedule.learningRate} is the one key to change whatever the schedule.
 */
final class ScheduleBlock {
  private static final SpanType SPAN = new SpanType();
  private static final RealNumber SHARE = RealNumber.above(0).atMost(1);
  private static final int LARGEST_MULTIPLIER = 1000;

  private static final Key<Double> LEARNING_RATE =
      Key.required("learningRate", RealNumber.above(0), "the rate the schedule starts from");
  private static final Key<Double> FACTOR =
      Key.defaulted("factor", SHARE, 0.1, "what the rate is multiplied by");
  private static final Key<Span> EVERY = Key.required("every", SPAN, "how often");
  private static final Key<Double> DECAY =
      Key.required("decay", SHARE, "what the rate is multiplied by in each `per`, evenly");
  private static final Key<Span> PER =
      Key.defaulted("per", SPAN, Span.epochs(1), "the time of one `decay`");
  private static final Key<Span> PERIOD =
      Key.required("period", SPAN, "length of the first cosine, from the rate to `minimum`");
  private static final Key<Long> PERIOD_MULTIPLIER =
      Key.defaulted(
          "periodMultiplier",
          WholeNumber.between(1, LARGEST_MULTIPLIER),
          1L,
          "how many times as long as the one before each period is");
  private static final Key<Double> MINIMUM =
      Key.defaulted("minimum", RealNumber.atLeast(0), 0.0, "rate at the end of a period");
  private static final Key<Span> LENGTH =
      Key.required("length", SPAN, "how long the rate rises linearly from 0 to `learningRate`");

  private static final Key<ScheduleConfig> THEN =
      Key.block(
          "then",
          Variants.firstByDefault("name", "the schedule after the warmup", withoutRate()),
          "the schedule after the warmup, from the warmup's `learningRate`");

  static final Variants<ScheduleConfig> SCHEMA =
      Variants.firstByDefault("name", "the schedule", withRate());

  private ScheduleBlock() {}

  private static List<Fields<? extends ScheduleConfig>> withRate() {
    var variants = new ArrayList<Fields<? extends ScheduleConfig>>();
    withoutRate().forEach(fields -> variants.add(fields.startingWith(LEARNING_RATE)));
    variants.add(
        Fields.variant(
            "warmup",
            values -> new Warmup(values.get(LENGTH), values.get(THEN)),
            LEARNING_RATE,
            LENGTH,
            THEN));
    return variants;
  }

  private static List<Fields<? extends ScheduleConfig>> withoutRate() {
    return List.of(
        Fields.variant("constant", values -> new Constant(rate(values))),
        Fields.variant(
            "step",
            values -> new Step(rate(values), values.get(FACTOR), values.get(EVERY)),
            FACTOR,
            EVERY),
        Fields.variant(
            "exponential",
            values -> new Exponential(rate(values), values.get(DECAY), values.get(PER)),
            DECAY,
            PER),
        Fields.variant(
                "cosine-restarts",
                ScheduleBlock::cosineRestarts,
                PERIOD,
                PERIOD_MULTIPLIER,
                MINIMUM)
            .check(ScheduleBlock::minimumIsBelowRate));
  }

  private static ScheduleConfig cosineRestarts(Values values) {
    return new CosineRestarts(
        rate(values), values.get(PERIOD), values.getInt(PERIOD_MULTIPLIER), values.get(MINIMUM));
  }

  private static Optional<Check.Violation> minimumIsBelowRate(Values values) {
    var rate = findRate(values);
    var minimum = values.find(MINIMUM);
    return Check.violationIf(
        rate.isPresent() && minimum.isPresent() && minimum.get() > rate.get(),
        MINIMUM,
        "must be at most the learning rate %s, found %s"
            .formatted(
                LEARNING_RATE.type().write(rate.orElse(0.0)),
                MINIMUM.type().write(minimum.orElse(0.0))));
  }

  private static double rate(Values values) {
    return findRate(values).orElseThrow();
  }

  private static Optional<Double> findRate(Values values) {
    return values.find(LEARNING_RATE).or(() -> values.outer().find(LEARNING_RATE));
  }
}
