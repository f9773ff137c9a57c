package org.leap.spark.engine;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a run reports. */
final class Recorder implements RunListener {
  final List<RoundReport> rounds = new ArrayList<>();
  final List<Integer> epochEnds = new ArrayList<>();

  @Override
  public void roundFinished(RoundReport round) {
    rounds.add(round);
  }

  @Override
  public void epochFinished(int epoch, int step, NetworkState state) {
    epochEnds.add(step);
  }

  long examples() {
    return rounds.stream().mapToLong(RoundReport::examples).sum();
  }
}
