package org.leap.jobs.train;

import org.leap.jobs.folder.MetricsLog;
import org.leap.jobs.folder.Status;
import org.leap.spark.engine.RoundTiming;
import org.leap.spark.monitoring.RunFigures;

/** Keeps what Spark's metrics show of the run. */
final class FiguresObserver implements Observer {
  @Override
  public void started(int roundsDone, int rounds) {
    RunFigures.started(roundsDone, rounds);
  }

  @Override
  public void round(MetricsLog.RoundLine round) {
    RunFigures.update(
        before ->
            new RunFigures(
                round.round(),
                before.rounds(),
                round.epoch(),
                round.step(),
                round.loss() == null ? Double.NaN : round.loss(),
                round.learningRate(),
                round.sigmaEffective(),
                round.examplesPerSecond(),
                before.testAccuracy(),
                before.testLoss(),
                new RoundTiming(
                    round.seconds(),
                    round.broadcastSeconds(),
                    round.loadSeconds(),
                    round.computeSeconds(),
                    round.perturbSeconds(),
                    round.reduceSeconds(),
                    round.idleSeconds())));
  }

  @Override
  public void epoch(MetricsLog.EpochLine epoch) {
    double loss = epoch.testLoss() == null ? Double.NaN : epoch.testLoss();
    RunFigures.update(before -> before.evaluated(epoch.testAccuracy(), loss));
  }

  @Override
  public void ended(Status.State state) {
    // The last figures stay until Spark ends.
  }
}
