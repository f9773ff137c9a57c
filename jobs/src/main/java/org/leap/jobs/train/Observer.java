package org.leap.jobs.train;

import org.leap.jobs.folder.MetricsLog;
import org.leap.jobs.folder.Status;

/**
 * Follows a run beside its own records, as MLflow does. Whatever goes wrong there, the run must not
 * notice.
 */
interface Observer {
  /**
   * The run starts or goes on.
   *
   * @param roundsDone rounds that an earlier attempt has finished; 0 for a new run
   * @param rounds of the whole run
   */
  void started(int roundsDone, int rounds);

  void round(MetricsLog.RoundLine round);

  void epoch(MetricsLog.EpochLine epoch);

  /** The run is over, well or not. */
  void ended(Status.State state);
}
