package org.leap.jobs.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leap.jobs.folder.History;
import org.leap.jobs.report.EpochReport;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RoundTiming;

class GuessingTest {
  private static final RoundReport.Rate RATE = new RoundReport.Rate(0.1, 0, 0, 0);

  private final Guessing guessing = new Guessing(10);

  /** An epoch of two rounds, the second of three times as many examples. */
  private Optional<String> after(
      int step, double firstLoss, double secondLoss, double accuracy, double largestClass) {
    History history = new History();
    history.add(new RoundReport(1, 1, step - 1, 0.001, RATE, 1000, RoundTiming.ZERO));
    history.add(new RoundReport(2, 2, step - 1, firstLoss, RATE, 10, RoundTiming.ZERO));
    history.add(new RoundReport(3, 2, step, secondLoss, RATE, 30, RoundTiming.ZERO));
    EpochReport epoch = new EpochReport(2, step, new EpochReport.Score(accuracy, 2.3), null, 0.1);
    guessing.evaluated(history, epoch, largestClass);
    return guessing.finding();
  }

  @Test
  void aNetworkThatCallsAllByOneClassGuesses() {
    assertEquals(
        Optional.of(
            "the network only guesses; try a learning rate a tenth as high, a schedule that begins with warmup, or other scaling (leap data inspect shows data and labels): training loss 1.000 (guessing among 10: 2.303), test accuracy 0.6000 (largest class: 0.6000)"),
        after(100, 1, 1, 0.6, 0.6));
    assertEquals(Optional.empty(), after(100, 1, 1, 0.6001, 0.6));
  }

  @Test
  void aLossOfEqualProbabilitiesIsAGuess() {
    assertEquals(true, after(100, 2.5, 2.25, 0.12, 0.1).isPresent());
    assertEquals(false, after(100, 2.5, 2.15, 0.12, 0.1).isPresent());
    // Weight decay's penalty is part of the loss: the accuracy tells that something was learned.
    assertEquals(false, after(100, 4, 4, 0.2, 0.1).isPresent());
  }

  @Test
  void whatIsTooShortOrHasOneClassIsNoGuess() {
    assertEquals(false, after(99, 2.3, 2.3, 0.1, 0.1).isPresent());
    assertEquals(false, after(100, 0, 0, 1, 1).isPresent());
  }

  @Test
  void aNetworkThatRecoversIsNotMarked() {
    assertEquals(true, after(100, 2.3, 2.3, 0.1, 0.1).isPresent());
    assertEquals(false, after(200, 1, 1, 0.7, 0.1).isPresent());
  }
}
