package org.leap.jobs.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataOutputStream;

/** {@code metrics.jsonl}: one JSON object a line, visible as soon as it is written. */
final class MetricsLog implements AutoCloseable {
  static final String FILE = "metrics.jsonl";

  /** A finished round. */
  record RoundLine(
      int round,
      int epoch,
      int step,
      Double loss,
      double learningRate,
      double sigma,
      double sigmaEffective,
      double negativeRateProbability,
      long examples,
      double examplesPerSecond,
      double seconds) {}

  /** An evaluation at the end of an epoch. */
  record EpochLine(int epoch, int step, double testAccuracy, Double testLoss, double seconds) {}

  private final FSDataOutputStream out;

  MetricsLog(RunFolder folder) {
    try {
      out = folder.create(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void append(Record line) {
    try {
      out.write((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
      out.hflush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
