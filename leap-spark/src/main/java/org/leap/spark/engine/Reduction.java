package org.leap.spark.engine;

import java.util.List;
import org.leap.spark.data.RoundRdd;

/**
 * How the workers of a round are run and their states averaged. Every strategy gives the same bits.
 */
interface Reduction {
  /**
   * Runs one round.
   *
   * @param workers logical workers
   * @param averageOptimizerState whether optimizer state is averaged too; otherwise it comes back
   *     empty
   */
  Reduced run(RoundRdd data, WorkerTask task, int workers, boolean averageOptimizerState);

  /**
   * A finished round.
   *
   * @param reports one per worker, in the order of their ids
   * @param average null if a worker diverged
   * @param reduceNanos time the driver spent on averaging
   */
  record Reduced(List<WorkerReport> reports, NetworkState average, long reduceNanos) {

    static boolean diverged(List<WorkerReport> reports) {
      return reports.stream().anyMatch(report -> report.divergence != null);
    }
  }
}
