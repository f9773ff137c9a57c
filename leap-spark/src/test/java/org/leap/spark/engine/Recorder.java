package org.leap.spark.engine;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a run reports. */
final class Recorder implements RunListener {
  final List<RoundReport> rounds = new ArrayList<>();
  final List<NetworkState> states = new ArrayList<>();
  private final List<Integer> epochEnds = new ArrayList<>();

  @Override
  public void roundFinished(RoundReport round, NetworkState state, boolean evaluationDue) {
    rounds.add(round);
    states.add(state);
    if (evaluationDue) {
      epochEnds.add(round.step());
    }
  }

  List<Integer> epochEnds() {
    return List.copyOf(epochEnds);
  }

  long examples() {
    return rounds.stream().mapToLong(RoundReport::examples).sum();
  }
}
