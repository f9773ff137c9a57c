package org.leap.jobs.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.leap.jobs.report.Reports;

class ProgressInLinesTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long nanos;
  private final Progress progress =
      new ProgressInLines(new PrintStream(bytes, true, UTF_8), () -> nanos);

  @Test
  void speaksEveryFiveSecondsAndAfterEveryEpoch() {
    progress.started(0, 200, 2);
    for (int round = 1; round <= 4; round++) {
      nanos += 2_000_000_000L;
      progress.round(Reports.round(round, 1, 0.5, 12_345.6));
    }
    progress.epoch(Reports.epoch(1, 0.81234, 0.55));
    progress.finished();
    assertEquals(
        List.of(
            "training: 2 epochs in 200 rounds",
            "epoch 1/2, round 3/200 (1 %): loss 0.5000, 12,346 examples/s, 6 min 34 s left",
            "epoch 1/2: test accuracy 0.8123, test loss 0.5500"),
        lines());
  }

  @Test
  void resumedRunEstimatesFromItsOwnRounds() {
    progress.started(100, 200, 2);
    nanos += 10_000_000_000L;
    progress.round(Reports.round(110, 2, 0.5, 1000));
    assertEquals(
        List.of(
            "training: 2 epochs in 200 rounds",
            "resumed after round 100",
            "epoch 2/2, round 110/200 (55 %): loss 0.5000, 1,000 examples/s, 1 min 30 s left"),
        lines());
  }

  @Test
  void localeDoesNotMatter() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      progress.started(0, 2000, 2);
      progress.epoch(Reports.epoch(1, 0.5, 0.25));
    } finally {
      Locale.setDefault(before);
    }
    assertEquals("epoch 1/2: test accuracy 0.5000, test loss 0.2500", lines().get(1));
  }

  @Test
  void durationsReadWell() {
    assertEquals("59 s", ProgressInLines.words(59));
    assertEquals("1 min 00 s", ProgressInLines.words(60));
    assertEquals("2 h 05 min", ProgressInLines.words(7530));
    assertEquals("", ProgressInLines.timeLeft(1, 0, 5));
  }

  private List<String> lines() {
    return bytes.toString(UTF_8).lines().toList();
  }
}
