package org.leap.jobs.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.report.EpochReport.Score;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RoundTiming;
import org.leap.spark.storage.AppendedFile;
import org.leap.spark.storage.Folder;

/**
 * {@code metrics.jsonl}: one JSON object a line, visible as soon as the file system can show it. A
 * loss that is not finite is left out, and so is a validation that was not made.
 */
public final class MetricsLog implements AutoCloseable {
  /** Its name in the run folder. */
  public static final String FILE = "metrics.jsonl";

  private static final int MOST_LINES = 2_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final AppendedFile file;
  private final String location;

  private MetricsLog(AppendedFile file, String location) {
    this.file = file;
    this.location = location;
  }

  /** A line as it was written, and where it belongs: a round before the evaluation after it. */
  record Line(String text, JsonNode json) {
    boolean isRound() {
      return json.has("round");
    }

    long place() {
      return place(json.path("step").asInt(Integer.MAX_VALUE), !isRound());
    }

    static long place(int step, boolean evaluation) {
      return 2L * step + (evaluation ? 1 : 0);
    }

    RoundReport round() {
      return new RoundReport(
          json.path("round").asInt(),
          json.path("epoch").asInt(),
          json.path("step").asInt(),
          json.path("loss").asDouble(Double.NaN),
          new RoundReport.Rate(
              json.path("learningRate").asDouble(),
              json.path("sigma").asDouble(),
              json.path("sigmaEffective").asDouble(),
              json.path("negativeRateProbability").asDouble()),
          json.path("examples").asLong(),
          new RoundTiming(
              json.path("seconds").asDouble(),
              json.path("broadcastSeconds").asDouble(),
              json.path("loadSeconds").asDouble(),
              json.path("computeSeconds").asDouble(),
              json.path("perturbSeconds").asDouble(),
              json.path("reduceSeconds").asDouble(),
              json.path("idleSeconds").asDouble()));
    }

    static Line of(RoundReport round) {
      ObjectNode json = JSON.createObjectNode();
      json.put("round", round.round()).put("epoch", round.epoch()).put("step", round.step());
      putFinite(json, "loss", round.loss());
      RoundReport.Rate rate = round.rate();
      json.put("learningRate", rate.learningRate())
          .put("sigma", rate.sigma())
          .put("sigmaEffective", rate.effectiveSigma())
          .put("negativeRateProbability", rate.negativeProbability())
          .put("examples", round.examples())
          .put("examplesPerSecond", round.examplesPerSecond());
      RoundTiming timing = round.timing();
      json.put("seconds", timing.total())
          .put("broadcastSeconds", timing.broadcast())
          .put("loadSeconds", timing.load())
          .put("computeSeconds", timing.compute())
          .put("perturbSeconds", timing.perturb())
          .put("reduceSeconds", timing.reduce())
          .put("idleSeconds", timing.idle());
      return new Line(json.toString(), json);
    }

    EpochReport epoch() {
      return new EpochReport(
          json.path("epoch").asInt(),
          json.path("step").asInt(),
          score("test"),
          json.path("validationAccuracy").isNumber() ? score("validation") : null,
          json.path("seconds").asDouble());
    }

    private Score score(String set) {
      return new Score(
          json.path(set + "Accuracy").asDouble(), json.path(set + "Loss").asDouble(Double.NaN));
    }

    static Line of(EpochReport epoch) {
      ObjectNode json = JSON.createObjectNode();
      json.put("epoch", epoch.epoch()).put("step", epoch.step());
      put(json, "test", epoch.test());
      if (epoch.validation() != null) {
        put(json, "validation", epoch.validation());
      }
      json.put("seconds", epoch.seconds());
      return new Line(json.toString(), json);
    }

    private static void put(ObjectNode json, String set, Score score) {
      json.put(set + "Accuracy", score.accuracy());
      putFinite(json, set + "Loss", score.loss());
    }

    /** JSON has no NaN and no infinity. */
    private static void putFinite(ObjectNode json, String key, double value) {
      if (Double.isFinite(value)) {
        json.put(key, value);
      }
    }
  }

  /**
   * Opens the log to go on after a step: what an earlier attempt wrote past it is dropped.
   *
   * @param evaluated whether an evaluation at that step stays
   * @return what stays
   */
  public static History rewind(Folder folder, int step, boolean evaluated) throws IOException {
    List<Line> lines;
    try {
      lines = lines(folder);
    } catch (FileNotFoundException e) {
      return new History();
    }
    List<Line> stay =
        lines.stream().filter(line -> line.place() <= Line.place(step, evaluated)).toList();
    StringBuilder text = new StringBuilder();
    stay.forEach(line -> text.append(line.text()).append('\n'));
    folder.writeAppended(FILE, text.toString());
    return history(stay);
  }

  /** What a run has written so far, its part files included; nothing if there is no log. */
  public static History read(Folder folder) throws IOException {
    try {
      return history(lines(folder));
    } catch (FileNotFoundException e) {
      return new History();
    }
  }

  private static History history(List<Line> lines) {
    History history = new History();
    for (Line line : lines) {
      if (line.isRound()) {
        history.add(line.round());
      } else {
        history.add(line.epoch());
      }
    }
    return history;
  }

  /** In order, each once, up to the first that the end of a process has cut short. */
  static List<Line> lines(Folder folder) throws IOException {
    List<Line> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(folder.openAppended(FILE), StandardCharsets.UTF_8))) {
      long last = -1;
      for (String text = in.readLine();
          text != null && lines.size() < MOST_LINES;
          text = in.readLine()) {
        JsonNode node = parsed(text);
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
  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      return null;
    }
  }

  /** Opens the log to go on with. */
  public static MetricsLog append(Folder folder) throws IOException {
    return new MetricsLog(folder.append(FILE), folder.location(FILE));
  }

  /** Adds a finished round. */
  public void append(RoundReport round) {
    append(Line.of(round));
  }

  /** Adds an evaluation. */
  public void append(EpochReport epoch) {
    append(Line.of(epoch));
  }

  private void append(Line line) {
    try {
      file.append(line.text() + "\n");
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
