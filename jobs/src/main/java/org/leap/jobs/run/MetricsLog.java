package org.leap.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.leap.spark.storage.AppendedFile;
import org.leap.spark.storage.Folder;

/**
 * {@code metrics.jsonl}: one JSON object a line, visible as soon as the file system can show it.
 */
final class MetricsLog implements AutoCloseable {
  static final String FILE = "metrics.jsonl";

  /** A finished round; the seconds are wall time, {@code examplesPerSecond} of the round alone. */
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
      double seconds,
      double broadcastSeconds,
      double loadSeconds,
      double computeSeconds,
      double perturbSeconds,
      double reduceSeconds,
      double idleSeconds) {}

  /** An evaluation at the end of an epoch; without a validation set its values are absent. */
  record EpochLine(
      int epoch,
      int step,
      double testAccuracy,
      Double testLoss,
      Double validationAccuracy,
      Double validationLoss,
      double seconds) {}

  private final AppendedFile file;
  private final String location;

  private MetricsLog(AppendedFile file, String location) {
    this.file = file;
    this.location = location;
  }

  /**
   * Opens the log to go on after a step: what an earlier attempt wrote past it is dropped.
   *
   * @return the lines that stay, in order
   */
  static List<JsonNode> rewind(Folder folder, int step) throws IOException {
    StringBuilder text = new StringBuilder();
    try {
      List<JsonNode> stay = read(folder, step, text);
      folder.writeAppended(FILE, text.toString());
      return stay;
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** All lines, in order and each once; none if there is no log. */
  static List<JsonNode> read(Folder folder) throws IOException {
    try {
      return read(folder, Integer.MAX_VALUE - 1, new StringBuilder());
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private static List<JsonNode> read(Folder folder, int step, StringBuilder text)
      throws IOException {
    List<JsonNode> stay = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(folder.openAppended(FILE), StandardCharsets.UTF_8))) {
      long last = -1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode node = parsed(json, line);
        if (node == null || node.path("step").asInt(Integer.MAX_VALUE) > step) {
          break;
        }
        // A round's line comes before that of the evaluation after it.
        long order = 2 * node.path("step").asLong() + (node.has("round") ? 0 : 1);
        if (order <= last) {
          continue;
        }
        last = order;
        stay.add(node);
        text.append(line).append('\n');
      }
    }
    return stay;
  }

  /** Null for a line that the end of a process has cut short. */
  private static JsonNode parsed(ObjectMapper json, String line) {
    try {
      return json.readTree(line);
    } catch (IOException e) {
      return null;
    }
  }

  static MetricsLog append(Folder folder) throws IOException {
    return new MetricsLog(folder.append(FILE), folder.location(FILE));
  }

  void append(Record line) {
    try {
      file.append(Json.line(line) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be written: %s".formatted(location, e.getMessage()), e);
    }
  }

  /** Makes all lines safe: a checkpoint must not know more than the log. */
  void flush() throws IOException {
    file.flush();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
