package org.leap.jobs.progress;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;
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
  private String score = "";

  /** Whether the error stream is a terminal that can rewrite a line, wherever the others go. */
  static boolean isWatched() {
    return !"dumb".equals(System.getenv("TERM"))
        && isWatched(new ProcessBuilder("test", "-t", "2").redirectError(Redirect.INHERIT));
  }

  /** Java knows nothing of the error stream alone (System.console is about all three). */
  static boolean isWatched(ProcessBuilder question) {
    try {
      Process process = question.start();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException e) {
      return false; // no such command here
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

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
        ProgressInLines.timeLeft(
            System.nanoTime() - startedAt, round.round() - roundsDone, totalRounds - round.round());
    line.show(
        "epoch %s/%s".formatted(round.epoch(), totalEpochs),
        String.format(
            Locale.ROOT,
            "loss %.3f%s %,.0f ex/s %s",
            round.loss(),
            score,
            round.examplesPerSecond(),
            timeLeft));
  }

  @Override
  public void epoch(EpochReport epoch) {
    String name = epoch.measure() == EpochReport.Measure.ACCURACY ? "acc" : "R2";
    score = String.format(Locale.ROOT, " %s %.3f", name, epoch.testScore());
  }

  @Override
  public void finished() {
    if (bar != null) {
      bar.close();
    }
  }

  /**
   * Lays out a line: text, bar, percentage, text. The bar takes what the texts leave, so that the
   * figures stay readable on 80 columns. Drawn by the bar's own thread.
   */
  private static final class BarLine implements ProgressBarRenderer {
    private static final int SHORTEST_BAR = 8;

    private record Texts(String before, String after) {}

    private volatile Texts texts = new Texts("training", "");

    void show(String before, String after) {
      texts = new Texts(before, after);
    }

    @Override
    public String render(ProgressState progress, int columns) {
      Texts now = texts;
      double done = progress.getNormalizedProgress();
      String rest =
          String.format(Locale.ROOT, "] %3d%% %s", (int) Math.floor(100 * done), now.after);
      int used = now.before.length() + 2 + rest.length();
      int length = Math.max(SHORTEST_BAR, columns - used);
      int filled = (int) Math.floor(length * done);
      String bar =
          filled < length
              ? "=".repeat(filled) + ">" + " ".repeat(length - filled - 1)
              : "=".repeat(length);
      String line = now.before + " [" + bar + rest;
      return line.substring(0, Math.min(columns, line.length()));
    }
  }
}
