package org.leap.jobs.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.leap.jobs.report.EpochPoint;
import org.leap.jobs.report.RoundPoint;

/** A bar that is redrawn in place, with epoch, loss, throughput and time left. */
final class ProgressOnTerminal implements Progress {
  private final ProgressBarConsumer consumer;
  private ProgressBar bar;
  private long roundsDone;
  private long totalRounds;
  private int totalEpochs;
  private long startedAt;
  private String accuracy = "";

  ProgressOnTerminal(PrintStream err) {
    this(new ConsoleProgressBarConsumer(err));
  }

  ProgressOnTerminal(ProgressBarConsumer consumer) {
    this.consumer = consumer;
  }

  @Override
  public void started(long roundsDone, long totalRounds, int totalEpochs) {
    this.roundsDone = roundsDone;
    this.totalRounds = totalRounds;
    this.totalEpochs = totalEpochs;
    startedAt = System.nanoTime();
    bar =
        new ProgressBarBuilder()
            .setTaskName("training")
            .setInitialMax(totalRounds)
            .startsFrom(roundsDone, Duration.ZERO)
            .setUnit(" rounds", 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(250)
            .hideEta() // its own counts a resumed run's earlier rounds as if they had taken no time
            .setConsumer(consumer)
            .build();
  }

  @Override
  public void round(RoundPoint round) {
    bar.stepTo(round.round());
    bar.setExtraMessage(
        String.format(
            Locale.ROOT,
            "epoch %d/%d loss %.3f %s%,.0f ex/s %s",
            round.epoch(),
            totalEpochs,
            round.trainLoss(),
            accuracy,
            round.examplesPerSecond(),
            TimeLeft.text(
                System.nanoTime() - startedAt,
                round.round() - roundsDone,
                totalRounds - round.round())));
  }

  @Override
  public void epoch(EpochPoint epoch) {
    accuracy = String.format(Locale.ROOT, "acc %.3f ", epoch.testAccuracy());
  }

  @Override
  public void finished() {
    if (bar != null) {
      bar.close();
    }
  }
}
