package org.leap.jobs.train;

import org.leap.jobs.folder.Status;
import org.leap.jobs.progress.Progress;

/**
 * Follows a run beside its own records, as MLflow does. Whatever goes wrong there, the run must not
 * notice.
 */
interface Observer extends Progress {
  /** The run is over, well or not. */
  void ended(Status.State state);
}
