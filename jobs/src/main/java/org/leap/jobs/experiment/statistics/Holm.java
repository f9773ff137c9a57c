package org.leap.jobs.experiment.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's step-down correction: comparing every adjusted p with alpha keeps the probability of any
 * false finding in the family at most alpha, however the tests depend on each other.
 */
final class Holm {
  private Holm() {}

  /** Adjusted p-values, in the order of the arguments. */
  static List<Double> adjust(List<Double> pValues) {
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
