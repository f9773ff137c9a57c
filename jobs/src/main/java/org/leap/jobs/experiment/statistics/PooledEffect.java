package org.leap.jobs.experiment.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.leap.jobs.experiment.statistics.PairedComparison.Interval;

/**
 * What a treatment does over all cells of a table, each counting alike, and how often it is the
 * better one of a pair, with intervals by a bootstrap that resamples the seeds within strata. A
 * stratum is a cell, or cells that share their runs without the treatment: they get the same seeds,
 * as their differences go together.
 *
 * <p>The plain percentile interval of few seeds is too short. It is widened as Hesterberg (2015,
 * "What teachers should know about the bootstrap") does: deviations from a cell's mean are
 * multiplied by {@code sqrt(n / (n - 1))}, and percentiles are those at which a normal variable
 * exceeds Student's bound.
 *
 * @param effect mean of the cells' mean differences, treatment less control
 * @param better probability that the treatment of a pair is better than its control; ties count
 *     half
 * @param cells with two pairs at least
 * @param pairs in them
 */
public record PooledEffect(
    double effect,
    Interval effectWithin,
    double better,
    Interval betterWithin,
    int cells,
    int pairs) {
  private static final int RESAMPLES = 10_000;

  /** Of a single cell six seeds: fewer have too few resamples to differ as they should. */
  private static final int FEWEST_FREEDOM = ComparisonTable.FEWEST_SEEDS - 1;

  /** Differences of a cell by seed. */
  public record CellDifferences(Map<Long, Double> bySeed) {
    public CellDifferences {
      bySeed = new TreeMap<>(bySeed);
    }

    private double mean() {
      return bySeed.values().stream().mapToDouble(d -> d).average().orElseThrow();
    }

    /** Of a single pair nobody knows how much it varies. */
    private boolean varies() {
      return bySeed.size() > 1;
    }
  }

  /**
   * Pools the cells.
   *
   * @param strata cells, those that share controls together
   * @param low whether lower values are better
   * @param confidence of the intervals, such as 0.95
   * @param seed of the resampling
   * @return nothing where the pairs are too few, as five of a single cell are
   */
  public static Optional<PooledEffect> of(
      List<List<CellDifferences>> strata, boolean low, double confidence, long seed) {
    return of(strata, low, confidence, seed, RESAMPLES);
  }

  static Optional<PooledEffect> of(
      List<List<CellDifferences>> all, boolean low, double confidence, long seed, int resamples) {
    List<Stratum> strata =
        all.stream()
            .map(cells -> cells.stream().filter(CellDifferences::varies).toList())
            .filter(cells -> !cells.isEmpty())
            .map(cells -> Stratum.of(cells, low))
            .toList();
    int cells = strata.stream().mapToInt(stratum -> stratum.cells.length).sum();
    int seeds = strata.stream().mapToInt(Stratum::seeds).sum();
    if (seeds - strata.size() < FEWEST_FREEDOM) {
      return Optional.empty();
    }
    double[] effects = new double[resamples];
    double[] shares = new double[resamples];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < resamples; i++) {
      for (Stratum stratum : strata) {
        int[] times = stratum.draw(random);
        effects[i] += stratum.sum(times, Cell::widened) / cells;
        shares[i] += stratum.sum(times, Cell::wins) / cells;
      }
    }
    double bound =
        new TDistribution(null, seeds - strata.size())
            .inverseCumulativeProbability((1 - confidence) / 2);
    double level = new NormalDistribution(null, 0, 1).cumulativeProbability(bound);
    double effect = 0;
    double better = 0;
    int pairs = 0;
    for (Stratum stratum : strata) {
      int[] once = stratum.once();
      effect += stratum.sum(once, Cell::mean) / cells;
      better += stratum.sum(once, Cell::wins) / cells;
      pairs += Arrays.stream(stratum.cells).mapToInt(Cell::pairs).sum();
    }
    return Optional.of(
        new PooledEffect(
            effect,
            percentiles(effects, level),
            better,
            share(better, percentiles(shares, level), seeds, (1 - confidence) / 2),
            cells,
            pairs));
  }

  /**
   * Where every pair says the same, every resample does: then the bound of Clopper and Pearson for
   * as many pairs as there are independent ones.
   */
  private static Interval share(double share, Interval bootstrap, int seeds, double tail) {
    double least = Math.pow(tail, 1.0 / seeds);
    if (share == 1) {
      return new Interval(least, 1);
    }
    return share == 0 ? new Interval(0, 1 - least) : bootstrap;
  }

  private static Interval percentiles(double[] values, double level) {
    Arrays.sort(values);
    int last = values.length - 1;
    int from = Math.min(last / 2, (int) (level * values.length));
    return new Interval(values[from], values[last - from]);
  }

  /** A value of a cell's pair. */
  private interface OfPair {
    double value(Cell cell, int seed);
  }

  /** A cell's pairs in the order of its stratum's seeds, NaN where there is none. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Cell(double[] differences, double mean, int pairs, boolean low) {
    double mean(int seed) {
      return differences[seed];
    }

    double widened(int seed) {
      return mean + Math.sqrt(pairs / (pairs - 1.0)) * (differences[seed] - mean);
    }

    double wins(int seed) {
      double d = low ? differences[seed] : -differences[seed];
      return Double.isNaN(d) ? d : d < 0 ? 1 : d > 0 ? 0 : 0.5;
    }
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Stratum(Cell[] cells, int seeds) {
    static Stratum of(List<CellDifferences> cells, boolean low) {
      TreeSet<Long> seeds = new TreeSet<>();
      cells.forEach(cell -> seeds.addAll(cell.bySeed.keySet()));
      return new Stratum(
          cells.stream()
              .map(
                  cell ->
                      new Cell(
                          seeds.stream()
                              .mapToDouble(seed -> cell.bySeed.getOrDefault(seed, Double.NaN))
                              .toArray(),
                          cell.mean(),
                          cell.bySeed.size(),
                          low))
              .toArray(Cell[]::new),
          seeds.size());
    }

    int[] once() {
      int[] times = new int[seeds];
      Arrays.fill(times, 1);
      return times;
    }

    /** How often each seed is drawn; again where a cell would have no pair. */
    int[] draw(SplittableRandom random) {
      int[] times;
      do {
        times = new int[seeds];
        for (int i = 0; i < seeds; i++) {
          times[random.nextInt(seeds)]++;
        }
      } while (Double.isNaN(sum(times, Cell::mean)));
      return times;
    }

    /** Sum over the cells of the mean over the seeds drawn; NaN if a cell has none of them. */
    double sum(int[] times, OfPair value) {
      double sum = 0;
      for (Cell cell : cells) {
        double total = 0;
        int count = 0;
        for (int seed = 0; seed < seeds; seed++) {
          double one = times[seed] == 0 ? Double.NaN : value.value(cell, seed);
          if (!Double.isNaN(one)) {
            total += times[seed] * one;
            count += times[seed];
          }
        }
        sum += total / count;
      }
      return sum;
    }
  }
}
