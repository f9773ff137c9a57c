package org.leap.jobs.folder;

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
public final class MetricsLog implements AutoCloseable {
  public static final String FILE = "metrics.jsonl";
  private static final int MOST_LINES = 2_000_000;

  /** A finished round; the seconds are wall time, {@code examplesPerSecond} of the round alone. */
  public record RoundLine(
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
  public record EpochLine(
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

  /** A line as it was written, and where it belongs: a round before the evaluation after it. */
  private record Line(String text, JsonNode json) {

    long place() {
      return place(json.path("step").asInt(Integer.MAX_VALUE), !json.has("round"));
    }

    static long place(int step, boolean evaluation) {
      return 2L * step + (evaluation ? 1 : 0);
    }
  }

  /**
   * Opens the log to go on after a step: what an earlier attempt wrote past it is dropped.
   *
   * @param evaluated whether an evaluation at that step stays
   * @return the lines that stay, in order
   */
  public static List<JsonNode> rewind(Folder folder, int step, boolean evaluated)
      throws IOException {
    List<JsonNode> stay = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    List<Line> lines;
    try {
      lines = lines(folder);
    } catch (FileNotFoundException e) {
      return stay;
    }
    for (Line line : lines) {
      if (line.place() > Line.place(step, evaluated)) {
        break;
      }
      stay.add(line.json());
      text.append(line.text()).append('\n');
    }
    folder.writeAppended(FILE, text.toString());
    return stay;
  }

  /** What a run has written so far, its part files included; nothing if there is no log. */
  public static List<JsonNode> read(Folder folder) throws IOException {
    try {
      return lines(folder).stream().map(Line::json).toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** In order, each once, up to the first that the end of a process has cut short. */
  private static List<Line> lines(Folder folder) throws IOException {
    List<Line> lines = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(folder.openAppended(FILE), StandardCharsets.UTF_8))) {
      long last = -1;
      for (String text = in.readLine();
          text != null && lines.size() < MOST_LINES;
          text = in.readLine()) {
        JsonNode node = parsed(json, text);
        if (node == null) {
          break;
        }
        Line line = new Line(text, node);
        if (line.place() > last) {
          last = line.place();
          lines.add(line);
        }
      }
    }
    return lines;
  }

  /** Null for a line that the end of a process has cut short. */
  private static JsonNode parsed(ObjectMapper json, String line) {
    try {
      return json.readTree(line);
    } catch (IOException e) {
      return null;
    }
  }

  /** Opens the log to go on with. */
  public static MetricsLog append(Folder folder) throws IOException {
    return new MetricsLog(folder.append(FILE), folder.location(FILE));
  }

  /** Adds a line. */
  public void append(Record line) {
    try {
      file.append(Json.line(line) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be written: %s".formatted(location, e.getMessage()), e);
    }
  }

  /** Makes all lines safe: a checkpoint must not know more than the log. */
  public void flush() throws IOException {
    file.flush();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
