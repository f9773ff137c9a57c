package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.leap.jobs.config.ScheduleConfig.Constant;
import org.leap.jobs.config.ScheduleConfig.Cosine;
import org.leap.jobs.config.ScheduleConfig.CosineRestarts;
import org.leap.jobs.config.ScheduleConfig.Cyclical;
import org.leap.jobs.config.ScheduleConfig.Exponential;
import org.leap.jobs.config.ScheduleConfig.Inverse;
import org.leap.jobs.config.ScheduleConfig.MultiStep;
import org.leap.jobs.config.ScheduleConfig.OneCycle;
import org.leap.jobs.config.ScheduleConfig.Plateau;
import org.leap.jobs.config.ScheduleConfig.Polynomial;
import org.leap.jobs.config.ScheduleConfig.Sigmoid;
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
  private static final int MOST_TIMES = 1000;
  private static final int MOST_PATIENCE = 1_000_000;

  private static final Key<Double> LEARNING_RATE =
      Key.required(
          "learningRate",
          RealNumber.above(0),
          "the rate the schedule starts from; the peak of `one-cycle`");
  private static final Key<Double> FACTOR =
      Key.defaulted("factor", SHARE, 0.1, "what the rate is multiplied by");
  private static final Key<Span> EVERY = Key.required("every", SPAN, "how often");
  private static final Key<List<Span>> AT =
      Key.required("at", new ListOf<>(SPAN, MOST_TIMES), "when");
  private static final Key<Double> DECAY =
      Key.required("decay", SHARE, "what the rate is multiplied by in each `per`, evenly");
  private static final Key<Span> PER =
      Key.defaulted("per", SPAN, Span.epochs(1), "the unit of time");
  private static final Key<Double> GAMMA =
      Key.required("gamma", RealNumber.above(0), "speed of the fall, for a time in `per`");
  private static final Key<Double> INVERSE_POWER =
      Key.defaulted(
          "power", RealNumber.above(0), 1.0, "the rate is divided by (1 + gamma t) to this power");
  private static final Key<Double> POWER =
      Key.defaulted(
          "power", RealNumber.above(0), 1.0, "of the time that is left; 1 is a straight line");
  private static final Key<Span> CENTER =
      Key.required("center", SPAN, "when the rate has fallen to its half");
  private static final Key<Span> WHOLE =
      Key.optional("length", SPAN, "the whole run", "from the start to the end of the change");
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
  private static final Key<Double> MAXIMUM =
      Key.required("maximum", RealNumber.above(0), "rate in the middle of the first cycle");
  private static final Key<Span> HALF_CYCLE =
      Key.required("halfCycle", SPAN, "from the rate to the maximum, and as long back");
  private static final Key<Cyclical.Form> FORM =
      Key.defaulted(
          "form",
          Choice.of(Cyclical.Form.class),
          Cyclical.Form.TRIANGULAR,
          "`triangular2` halves the height of every further cycle");
  private static final Key<Double> RISE =
      Key.defaulted(
          "rise", RealNumber.above(0).below(1), 0.3, "share of the length in which the rate rises");
  private static final Key<Double> DIVISOR =
      Key.defaulted(
          "divisor", RealNumber.atLeast(1), 25.0, "the first rate is the peak divided by it");
  private static final Key<Double> FINAL_DIVISOR =
      Key.defaulted(
          "finalDivisor",
          RealNumber.atLeast(1),
          10_000.0,
          "the last rate is the first divided by it");
  private static final Key<Double> PLATEAU_FACTOR =
      Key.defaulted("factor", RealNumber.above(0).below(1), 0.1, "what the rate is multiplied by");
  private static final Key<Long> PATIENCE =
      Key.defaulted(
          "patience",
          WholeNumber.between(1, MOST_PATIENCE),
          10L,
          "evaluations in a row without a better loss before the rate falls");
  private static final Key<Double> MIN_DELTA =
      Key.defaulted(
          "minDelta",
          RealNumber.atLeast(0),
          1e-4,
          "a loss is better if it is less by more than it");
  private static final Key<Double> LEAST_RATE =
      Key.defaulted("minimum", RealNumber.atLeast(0), 0.0, "the rate never falls below it");
  private static final Key<Span> LENGTH =
      Key.required("length", SPAN, "how long the rate rises linearly from 0 to `learningRate`");

  private static final Key<ScheduleConfig> THEN =
      Key.block(
          "then",
          Variants.firstByDefault("name", "the schedule after the warmup", withoutRate()),
          "the schedule that begins when the warmup is over, at its `learningRate`");

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
            "multi-step",
            values -> new MultiStep(rate(values), values.get(FACTOR), values.get(AT)),
            FACTOR,
            AT),
        Fields.variant(
            "exponential",
            values -> new Exponential(rate(values), values.get(DECAY), values.get(PER)),
            DECAY,
            PER),
        Fields.variant("inverse", ScheduleBlock::inverse, GAMMA, INVERSE_POWER, PER),
        Fields.variant("polynomial", ScheduleBlock::polynomial, POWER, WHOLE, MINIMUM)
            .check(values -> minimumIsBelowRate(values, MINIMUM)),
        Fields.variant("sigmoid", ScheduleBlock::sigmoid, GAMMA, CENTER, PER),
        Fields.variant(
                "cosine",
                values -> new Cosine(rate(values), values.find(WHOLE), values.get(MINIMUM)),
                WHOLE,
                MINIMUM)
            .check(values -> minimumIsBelowRate(values, MINIMUM)),
        Fields.variant(
                "cosine-restarts",
                ScheduleBlock::cosineRestarts,
                PERIOD,
                PERIOD_MULTIPLIER,
                MINIMUM)
            .check(values -> minimumIsBelowRate(values, MINIMUM)),
        Fields.variant("cyclical", ScheduleBlock::cyclical, MAXIMUM, HALF_CYCLE, FORM)
            .check(ScheduleBlock::maximumIsAboveRate),
        Fields.variant("one-cycle", ScheduleBlock::oneCycle, WHOLE, RISE, DIVISOR, FINAL_DIVISOR),
        Fields.variant(
                "plateau", ScheduleBlock::plateau, PLATEAU_FACTOR, PATIENCE, MIN_DELTA, LEAST_RATE)
            .check(values -> minimumIsBelowRate(values, LEAST_RATE)));
  }

  private static ScheduleConfig inverse(Values values) {
    return new Inverse(rate(values), values.get(GAMMA), values.get(INVERSE_POWER), values.get(PER));
  }

  private static ScheduleConfig polynomial(Values values) {
    return new Polynomial(rate(values), values.get(POWER), values.find(WHOLE), values.get(MINIMUM));
  }

  private static ScheduleConfig sigmoid(Values values) {
    return new Sigmoid(rate(values), values.get(GAMMA), values.get(CENTER), values.get(PER));
  }

  private static ScheduleConfig cyclical(Values values) {
    return new Cyclical(
        rate(values), values.get(MAXIMUM), values.get(HALF_CYCLE), values.get(FORM));
  }

  private static ScheduleConfig oneCycle(Values values) {
    return new OneCycle(
        rate(values),
        values.find(WHOLE),
        values.get(RISE),
        values.get(DIVISOR),
        values.get(FINAL_DIVISOR));
  }

  private static ScheduleConfig plateau(Values values) {
    return new Plateau(
        rate(values),
        values.get(PLATEAU_FACTOR),
        values.getInt(PATIENCE),
        values.get(MIN_DELTA),
        values.get(LEAST_RATE));
  }

  private static ScheduleConfig cosineRestarts(Values values) {
    return new CosineRestarts(
        rate(values), values.get(PERIOD), values.getInt(PERIOD_MULTIPLIER), values.get(MINIMUM));
  }

  private static Optional<Check.Violation> minimumIsBelowRate(Values values, Key<Double> key) {
    var rate = findRate(values);
    var minimum = values.find(key);
    return Check.violationIf(
        rate.isPresent() && minimum.isPresent() && minimum.get() > rate.get(),
        key,
        "must be at most the learning rate %s, found %s"
            .formatted(
                LEARNING_RATE.type().write(rate.orElse(0.0)),
                key.type().write(minimum.orElse(0.0))));
  }

  private static Optional<Check.Violation> maximumIsAboveRate(Values values) {
    var rate = findRate(values);
    var maximum = values.find(MAXIMUM);
    return Check.violationIf(
        rate.isPresent() && maximum.isPresent() && maximum.get() < rate.get(),
        MAXIMUM,
        "must be at least the learning rate %s, found %s"
            .formatted(
                LEARNING_RATE.type().write(rate.orElse(0.0)),
                MAXIMUM.type().write(maximum.orElse(0.0))));
  }

  private static double rate(Values values) {
    return findRate(values).orElseThrow();
  }

  private static Optional<Double> findRate(Values values) {
    return values.find(LEARNING_RATE).or(() -> values.outer().find(LEARNING_RATE));
  }
}
