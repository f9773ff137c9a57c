package org.leap.jobs.experiment;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.leap.jobs.experiment.statistics.PairedComparison;
import org.leap.jobs.experiment.statistics.PairedPower;

/**
 * What a comparison can find with a power of {@value ErrorTable#POWER}, in percentage points of the
 * error rate.
 *
 * @param smallest difference that is found
 * @param pairsForMargin that find a difference as large as the margin; absent without a margin, or
 *     where nobody trains so many
 */
record Sensitivity(double smallest, OptionalInt pairsForMargin) {

  /**
   * For the comparisons of a table.
   *
   * <p>The level is that of the strictest of Holm's comparisons, so no order of the results asks
   * for more.
   */
  static final class Calculation {
    private final PairedPower power;
    private final OptionalDouble margin;
    private final Map<Integer, Double> smallest = new HashMap<>();

    /**
     * @param comparisons that are tested together
     */
    Calculation(int comparisons, OptionalDouble margin) {
      this.power = new PairedPower(ErrorTable.ALPHA / Math.max(1, comparisons), ErrorTable.POWER);
      this.margin = margin;
    }

    /** Of the pairs that a comparison has; nothing where their differences do not vary. */
    Optional<Sensitivity> of(PairedComparison comparison) {
      return of(comparison.difference().standardDeviation(), comparison.pairs());
    }

    /**
     * Of a number of pairs.
     *
     * @param deviation of their differences
     */
    Optional<Sensitivity> of(double deviation, int pairs) {
      if (!(deviation > 0) || pairs < 2) {
        return Optional.empty();
      }
      return Optional.of(
          new Sensitivity(
              deviation * smallest.computeIfAbsent(pairs, power::smallestEffect),
              margin.isPresent()
                  ? power.pairsFor(margin.getAsDouble() / deviation)
                  : OptionalInt.empty()));
    }
  }
}
