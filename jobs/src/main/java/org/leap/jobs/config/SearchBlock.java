package org.leap.jobs.config;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The {@code search} block of an experiment: how sigma is tuned. */
final class SearchBlock {
  private static final RealNumber SIGMA = RealNumber.above(0);
  private static final Key<List<Double>> VALUES =
      Key.required("values", new ListOf<>(SIGMA, 100), "the candidates");
  private static final Key<Double> LOW = Key.required("low", SIGMA, "the smallest candidate");
  private static final Key<Double> HIGH = Key.required("high", SIGMA, "the largest candidate");
  private static final Key<Long> TRIALS =
      Key.defaulted(
          "trials",
          WholeNumber.between(2, 1000),
          8L,
          "candidates, drawn evenly on a logarithmic scale");
  private static final Key<Long> DRAW =
      Key.defaulted("drawSeed", WholeNumber.any(), 0L, "seed of the candidates");
  private static final Key<List<Long>> SEEDS =
      Key.required(
          "seeds",
          new ListOf<>(WholeNumber.any(), 100),
          "seeds of every candidate's runs; others than the experiment's");
  private static final Key<Long> FACTOR =
      Key.defaulted(
          "factor",
          WholeNumber.between(2, 10),
          2L,
          "a round keeps one candidate in so many, and the next trains so many times as long");

  static final Variants<SearchConfig> SCHEMA =
      Variants.firstByDefault(
          "method",
          "every value, random values, or successive halving on epochs",
          List.of(
              Fields.variant(
                  "grid",
                  values -> new SearchConfig(values.get(VALUES), values.get(SEEDS), 0),
                  VALUES,
                  SEEDS),
              Fields.variant(
                      "random",
                      values -> new SearchConfig(drawn(values), values.get(SEEDS), 0),
                      LOW,
                      HIGH,
                      TRIALS,
                      DRAW,
                      SEEDS)
                  .check(
                      values ->
                          Check.violationIf(
                              values.find(LOW).isPresent()
                                  && values
                                      .find(HIGH)
                                      .filter(h -> h <= values.get(LOW))
                                      .isPresent(),
                              HIGH,
                              "must be greater than low")),
              Fields.variant(
                  "halving",
                  values ->
                      new SearchConfig(
                          values.get(VALUES), values.get(SEEDS), values.getInt(FACTOR)),
                  VALUES,
                  FACTOR,
                  SEEDS)));

  private SearchBlock() {}

  private static List<Double> drawn(Values values) {
    SplittableRandom random = new SplittableRandom(values.get(DRAW));
    double low = StrictMath.log(values.get(LOW));
    double width = StrictMath.log(values.get(HIGH)) - low;
    // Four digits are plenty, and readable in names.
    return Stream.generate(() -> StrictMath.exp(low + width * random.nextDouble()))
        .map(sigma -> Double.valueOf(String.format(java.util.Locale.ROOT, "%.3e", sigma)))
        .distinct()
        .limit(values.get(TRIALS))
        .sorted()
        .toList();
  }
}
