package org.leap.jobs.train;

import org.leap.jobs.folder.Status;
import org.leap.jobs.progress.Progress;
import org.leap.jobs.report.EpochReport;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.monitoring.RunFigures;

/**
 * Follows a run beside its own records, as MLflow does. Whatever goes wrong there, the run must not
 * notice.
 */
interface Observer extends Progress {
  /** The run is over, well or not. */
  void ended(Status.State state);

  /** Keeps what Spark's metrics show of the run. */
  final class Figures implements Observer {
    private final String name;
    private RunFigures figures;

    /**
     * @param name of the run among those that share the driver; empty for one that is alone
     */
    Figures(String name) {
      this.name = name;
    }

    @Override
    public void started(int roundsDone, int totalRounds, int totalEpochs) {
      figures = RunFigures.begin(name, roundsDone, totalRounds);
    }

    @Override
    public void round(RoundReport round) {
      figures.round(round);
    }

    @Override
    public void epoch(EpochReport epoch) {
      figures.evaluated(epoch.testAccuracy(), epoch.testLoss());
    }

    @Override
    public void ended(Status.State state) {
      if (figures != null) {
        figures.close();
      }
    }
  }
}
