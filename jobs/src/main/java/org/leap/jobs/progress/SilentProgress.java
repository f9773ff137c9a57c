package org.leap.jobs.progress;

import org.leap.jobs.report.EpochPoint;
import org.leap.jobs.report.RoundPoint;

/** For a run among others, whose own progress nobody could follow. */
final class SilentProgress implements Progress {
  @Override
  public void started(long roundsDone, long totalRounds, int totalEpochs) {}

  @Override
  public void round(RoundPoint round) {}

  @Override
  public void epoch(EpochPoint epoch) {}

  @Override
  public void finished() {}
}
