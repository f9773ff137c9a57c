package org.leap.spark.engine;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a run reports. */
final class Recorder implements RunListener {
  final List<RoundReport> rounds = new ArrayList<>();
  final List<NetworkState> states = new ArrayList<>();

  @Override
  public void roundFinished(RoundReport round, NetworkState state) {
    rounds.add(round);
    states.add(state);
  }

  List<Integer> epochEnds() {
    return rounds.stream().filter(RoundReport::lastOfEpoch).map(RoundReport::step).toList();
  }

  long examples() {
    return rounds.stream().mapToLong(RoundReport::examples).sum();
  }
}
