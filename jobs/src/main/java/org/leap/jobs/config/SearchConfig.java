package org.leap.jobs.config;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** How sigma, and a key of every arm that asks for it, are tuned before the runs of a cell. */
@Key.Variants(
    by = "method",
    doc = "every value, random values, or successive halving on epochs",
    firstByDefault = true,
    of = {SearchConfig.Grid.class, SearchConfig.Random.class, SearchConfig.Halving.class})
public sealed interface SearchConfig {

  /** The candidates. */
  List<Double> sigmas();

  /** Seeds of the runs of every candidate. */
  @Key(doc = "seeds of every candidate's runs; others than the experiment's", most = 100)
  List<Long> seeds();

  /** Whether the test set may choose sigma where there is no validation set. */
  @Key(
      doc =
          "let the test set choose sigma where there is no validation set; the comparison then favours LEAP",
      orElse = "false")
  boolean onTest();

  /**
   * Of successive halving: a round keeps one in so many, and multiplies the epochs by it; 0 to
   * train every candidate in full.
   */
  default int factor() {
    return 0;
  }

  /** Every candidate. */
  @Key.Word("grid")
  record Grid(
      @Key(name = "values", doc = "the candidates", most = 100, in = "(0, )") List<Double> sigmas,
      List<Long> seeds,
      boolean onTest)
      implements SearchConfig {}

  /** Candidates that are drawn evenly on a logarithmic scale. */
  @Key.Word("random")
  record Random(
      @Key(doc = "the smallest candidate", in = "(0, )") double low,
      @Key(doc = "the largest candidate", in = "(0, )") double high,
      @Key(doc = "candidates, drawn evenly on a logarithmic scale", orElse = "8", in = "[2, 1000]")
          int trials,
      @Key(doc = "seed of the candidates", orElse = "0") long drawSeed,
      List<Long> seeds,
      boolean onTest)
      implements SearchConfig {
    /** Enough to meet as many as there are trials, if there are so many. */
    private static final long DRAWS_PER_TRIAL = 100;

    static void check(Values values) {
      var low = values.find("low", Double.class);
      var high = values.find("high", Double.class);
      if (low.isPresent() && high.isPresent()) {
        boolean interval = low.get() < high.get();
        values.refuseIf(!interval, "high", "must be greater than low");
        if (interval) {
          refuseFew(values, low.get(), high.get());
        }
      }
    }

    private static void refuseFew(Values values, double low, double high) {
      int trials = values.find("trials", Integer.class).orElse(0);
      long seed = values.find("drawSeed", Long.class).orElse(0L);
      int found = new Random(low, high, trials, seed, List.of(), false).sigmas().size();
      values.refuseIf(
          found < trials,
          "high",
          "leaves %s candidates of four digits from low on, and trials is %s; raise high, or lower trials"
              .formatted(found, trials));
    }

    @Override
    public List<Double> sigmas() {
      SplittableRandom random = new SplittableRandom(drawSeed);
      double from = StrictMath.log(low);
      double width = StrictMath.log(high) - from;
      // Four digits are plenty, and readable in names.
      return Stream.generate(() -> StrictMath.exp(from + width * random.nextDouble()))
          .limit(DRAWS_PER_TRIAL * trials)
          .map(sigma -> Double.valueOf(String.format(Locale.ROOT, "%.3e", sigma)))
          .distinct()
          .limit(trials)
          .sorted()
          .toList();
    }
  }

  /** Candidates of which a round keeps one in {@code factor}. */
  @Key.Word("halving")
  record Halving(
      @Key(name = "values", doc = "the candidates", most = 100, in = "(0, )") List<Double> sigmas,
      @Key(
              doc =
                  "a round keeps one candidate in so many, and the next trains so many times as long",
              orElse = "2",
              in = "[2, 10]")
          int factor,
      List<Long> seeds,
      boolean onTest)
      implements SearchConfig {}
}
