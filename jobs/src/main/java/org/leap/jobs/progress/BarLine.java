package org.leap.jobs.progress;

import java.util.Locale;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * Lays out a line: text, bar, percentage, text. The bar takes what the texts leave, so that the
 * figures stay readable on 80 columns. Drawn by the bar's own thread.
 */
final class BarLine implements ProgressBarRenderer {
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
    String rest = String.format(Locale.ROOT, "] %3d%% %s", (int) Math.floor(100 * done), now.after);
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
