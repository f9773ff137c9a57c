package org.leap.jobs.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import org.junit.jupiter.api.Test;
import org.leap.jobs.report.Reports;

class ProgressOnTerminalTest {
  private final List<String> drawn = new CopyOnWriteArrayList<>();
  private final Progress progress =
      new ProgressOnTerminal(new DelegatingProgressBarConsumer(drawn::add, 79));

  @Test
  void barShowsEpochLossThroughputAndAccuracy() {
    progress.started(0, 40, 2);
    progress.round(Reports.round(20, 1, 0.4321, 12_345.6));
    progress.epoch(Reports.epoch(1, 0.812, 0.5));
    progress.round(Reports.round(21, 2, 0.4, 12_000));
    progress.finished();
    String last = drawn.get(drawn.size() - 1);
    assertEquals(
        "epoch 2/2 [==========>         ]  52% loss 0.400 acc 0.812 12,000 ex/s 0 s left", last);
    assertEquals(79, last.length());
  }

  @Test
  void stoppedRunDoesNotLookComplete() {
    progress.started(10, 40, 2);
    progress.finished();
    String last = drawn.get(drawn.size() - 1);
    assertTrue(last.contains("]  25%"), last);
    assertFalse(last.contains("100%"), last);
  }

  @Test
  void runThatNeverStartedDrawsNothing() {
    progress.finished();
    assertEquals(List.of(), drawn);
  }
}
