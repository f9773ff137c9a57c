package org.leap.jobs.bench.recovery;

import java.util.ArrayList;
import java.util.List;

/**
 * How many rounds a run had done when, as its folder showed it. A driver that is started again
 * takes it back to the last checkpoint.
 */
final class Timeline {
  private final List<Sample> samples = new ArrayList<>();

  private record Sample(double seconds, int rounds) {}

  /** Times are given in their order. */
  void add(double seconds, int rounds) {
    if (samples.isEmpty() || last().rounds() != rounds) {
      samples.add(new Sample(seconds, rounds));
    }
  }

  private Sample last() {
    return samples.get(samples.size() - 1);
  }

  /** Rounds that were done at a time; 0 before the first. */
  int roundsAt(double seconds) {
    int rounds = 0;
    for (Sample sample : samples) {
      if (sample.seconds() > seconds) {
        break;
      }
      rounds = sample.rounds();
    }
    return rounds;
  }

  /** When, after a time, more than so many rounds were done; infinity if never. */
  double exceeds(int rounds, double afterSeconds) {
    return samples.stream()
        .filter(sample -> sample.seconds() > afterSeconds && sample.rounds() > rounds)
        .mapToDouble(Sample::seconds)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /** The fewest rounds between two times. */
  int least(double fromSeconds, double toSeconds) {
    return samples.stream()
        .filter(sample -> sample.seconds() > fromSeconds && sample.seconds() <= toSeconds)
        .mapToInt(Sample::rounds)
        .reduce(roundsAt(fromSeconds), Math::min);
  }

  /** Rounds that were done, then undone: the sum of all steps back. */
  int undone() {
    int undone = 0;
    for (int i = 1; i < samples.size(); i++) {
      undone += Math.max(0, samples.get(i - 1).rounds() - samples.get(i).rounds());
    }
    return undone;
  }
}
