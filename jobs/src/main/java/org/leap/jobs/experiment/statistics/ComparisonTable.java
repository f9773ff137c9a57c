package org.leap.jobs.experiment.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The comparisons of an experiment with a verdict each. Those with enough seeds are one family:
 * their p-values are corrected by Holm, t-tests, signed-rank tests and tests of equivalence
 * separately. The corrected t-test says better or worse; where it says nothing, the corrected test
 * of equivalence may say that what is left does not matter. The signed-rank test, which cannot
 * reach small p with few seeds, stands beside them.
 */
public record ComparisonTable(List<Cell> cells) {
  /** With fewer pairs than this nothing is tested. */
  public static final int FEWEST_SEEDS = 6;

  /** Whether low or high values are the better ones. */
  public enum Better {
    LOWER,
    HIGHER
  }

  /** A comparison to be judged. */
  public record Entry(String name, PairedComparison comparison) {}

  /**
   * A comparison, judged.
   *
   * @param adjustedTTest NaN with too few seeds
   * @param adjustedWilcoxon NaN with too few seeds
   * @param adjustedEquivalence NaN with too few seeds, or without a margin
   */
  public record Cell(
      String name,
      PairedComparison comparison,
      double adjustedTTest,
      double adjustedWilcoxon,
      double adjustedEquivalence,
      Verdict verdict) {}

  /**
   * Judges all comparisons of a table.
   *
   * @param better which values of the treatment are good, such as lower error rates
   * @param margin differences below it do not matter; absent if equivalence is not tested
   * @param alpha probability of any false verdict that is accepted, such as 0.05; one for better
   *     and worse, and one for equivalence
   */
  public static ComparisonTable of(
      List<Entry> entries, Better better, OptionalDouble margin, double alpha) {
    List<PairedComparison> tested =
        entries.stream().map(Entry::comparison).filter(ComparisonTable::isTested).toList();
    var tTests = adjusted(tested, PairedComparison::tTest);
    var signedRanks = adjusted(tested, PairedComparison::wilcoxon);
    var equivalences =
        adjusted(tested, pair -> margin.isPresent() ? pair.equivalence(margin.getAsDouble()) : 1);
    List<Cell> cells = new ArrayList<>();
    for (Entry entry : entries) {
      PairedComparison pair = entry.comparison();
      if (isTested(pair)) {
        double p = tTests.next();
        double equivalence = equivalences.next();
        cells.add(
            new Cell(
                entry.name(),
                pair,
                p,
                signedRanks.next(),
                margin.isPresent() ? equivalence : Double.NaN,
                verdict(pair, better, p < alpha, equivalence < alpha)));
      } else {
        double none = Double.NaN;
        cells.add(new Cell(entry.name(), pair, none, none, none, Verdict.TOO_FEW_SEEDS));
      }
    }
    return new ComparisonTable(cells);
  }

  private static Iterator<Double> adjusted(
      List<PairedComparison> tested, ToDoubleFunction<PairedComparison> p) {
    return holm(tested.stream().mapToDouble(p).boxed().toList()).iterator();
  }

  /** How many comparisons are tested. */
  public int tested() {
    return (int) cells.stream().filter(cell -> isTested(cell.comparison())).count();
  }

  private static boolean isTested(PairedComparison comparison) {
    return comparison.pairs() >= FEWEST_SEEDS;
  }

  private static Verdict verdict(
      PairedComparison comparison, Better better, boolean differs, boolean isEquivalent) {
    if (!differs) {
      return isEquivalent ? Verdict.EQUIVALENT : Verdict.UNDECIDED;
    }
    boolean lower = comparison.difference().mean() < 0;
    return lower == (better == Better.LOWER) ? Verdict.BETTER : Verdict.WORSE;
  }

  /**
   * Holm's step-down correction: comparing every adjusted p with alpha keeps the probability of any
   * false finding in the family at most alpha, however the tests depend on each other.
   *
   * @return adjusted p-values, in the order of the arguments
   */
  static List<Double> holm(List<Double> pValues) {
    int m = pValues.size();
    int[] order =
        IntStream.range(0, m)
            .boxed()
            .sorted(Comparator.comparingDouble(pValues::get))
            .mapToInt(Integer::intValue)
            .toArray();
    Double[] adjusted = new Double[m];
    double largest = 0;
    for (int k = 0; k < m; k++) {
      largest = Math.max(largest, Math.min(1, (m - k) * pValues.get(order[k])));
      adjusted[order[k]] = largest;
    }
    return Arrays.asList(adjusted);
  }
}
