package org.leap.jobs.progress;

import java.io.PrintStream;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.leap.jobs.report.EpochReport;
import org.leap.spark.engine.RoundReport;

/** A bar that is redrawn in place, with epoch, loss, accuracy, throughput and time left. */
final class ProgressOnTerminal implements Progress {
  private final ProgressBarConsumer consumer;
  private final BarLine line = new BarLine();
  private ProgressBar bar;
  private int roundsDone;
  private int totalRounds;
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
  public void started(int roundsDone, int totalRounds, int totalEpochs) {
    this.roundsDone = roundsDone;
    this.totalRounds = totalRounds;
    this.totalEpochs = totalEpochs;
    startedAt = System.nanoTime();
    bar =
        new ProgressBarBuilder()
            .setInitialMax(totalRounds)
            .setRenderer(line)
            .setUpdateIntervalMillis(250)
            .setConsumer(consumer)
            .build()
            .stepTo(roundsDone);
  }

  @Override
  public void round(RoundReport round) {
    bar.stepTo(round.round());
    String timeLeft =
        TimeLeft.text(
            System.nanoTime() - startedAt, round.round() - roundsDone, totalRounds - round.round());
    line.show(
        "epoch %s/%s".formatted(round.epoch(), totalEpochs),
        String.format(
            Locale.ROOT,
            "loss %.3f%s %,.0f ex/s %s",
            round.loss(),
            accuracy,
            round.examplesPerSecond(),
            timeLeft));
  }

  @Override
  public void epoch(EpochReport epoch) {
    accuracy = String.format(Locale.ROOT, " acc %.3f", epoch.testAccuracy());
  }

  @Override
  public void finished() {
    if (bar != null) {
      bar.close();
    }
  }
}
