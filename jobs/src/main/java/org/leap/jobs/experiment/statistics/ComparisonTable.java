package org.leap.jobs.experiment.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The comparisons of an experiment with a verdict each. The cells with enough seeds are one family:
 * their p-values are corrected by Holm, t-tests and signed-rank tests separately. The corrected
 * t-test gives the verdict; the signed-rank test, which cannot reach small p with few seeds, stands
 * beside it.
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
   */
  public record Cell(
      String name,
      PairedComparison comparison,
      double adjustedTTest,
      double adjustedWilcoxon,
      Verdict verdict) {}

  /**
   * Judges all cells of a table.
   *
   * @param better which values of the treatment are good, such as lower error rates
   * @param alpha probability of any false verdict that is accepted, such as 0.05
   */
  public static ComparisonTable of(List<Entry> entries, Better better, double alpha) {
    List<PairedComparison> tested =
        entries.stream().map(Entry::comparison).filter(ComparisonTable::isTested).toList();
    var tTests = holm(tested.stream().map(PairedComparison::tTest).toList()).iterator();
    var signedRanks = holm(tested.stream().map(PairedComparison::wilcoxon).toList()).iterator();
    List<Cell> cells = new ArrayList<>();
    for (Entry entry : entries) {
      PairedComparison pair = entry.comparison();
      double p = isTested(pair) ? tTests.next() : Double.NaN;
      double rankP = isTested(pair) ? signedRanks.next() : Double.NaN;
      Verdict verdict = isTested(pair) ? verdict(pair, better, p < alpha) : Verdict.TOO_FEW_SEEDS;
      cells.add(new Cell(entry.name(), pair, p, rankP, verdict));
    }
    return new ComparisonTable(cells);
  }

  private static boolean isTested(PairedComparison comparison) {
    return comparison.pairs() >= FEWEST_SEEDS;
  }

  private static Verdict verdict(PairedComparison comparison, Better better, boolean significant) {
    if (!significant) {
      return Verdict.NO_EVIDENCE;
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
