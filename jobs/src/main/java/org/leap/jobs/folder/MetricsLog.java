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
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.report.EpochReport;
import org.leap.jobs.report.EpochReport.Score;
import org.leap.jobs.report.FlatnessReport;
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

  /** What a line tells of, in the order in which they follow one another at a step. */
  enum Kind {
    ROUND(0),
    FLATNESS(1),
    EVALUATION(2);

    private final int place;

    Kind(int place) {
      this.place = place;
    }
  }

  /** A line as it was written, and where it belongs: a round before what is measured after it. */
  record Line(String text, JsonNode json) {
    Kind kind() {
      return json.has("round")
          ? Kind.ROUND
          : json.has("flatness") ? Kind.FLATNESS : Kind.EVALUATION;
    }

    long place() {
      return place(json.path("step").asInt(Integer.MAX_VALUE), kind());
    }

    static long place(int step, Kind kind) {
      return 3L * step + kind.place;
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

    FlatnessReport flatness() {
      JsonNode measured = json.path("flatness");
      return new FlatnessReport(
          json.path("epoch").asInt(),
          json.path("step").asInt(),
          measured.path("loss").asDouble(Double.NaN),
          measured.path("largestEigenvalue").asDouble(Double.NaN),
          measured.path("residual").asDouble(Double.NaN),
          measured.path("share").asDouble(Double.NaN),
          measured.path("learningRate").asDouble(Double.NaN),
          measured.path("edge").asDouble(Double.NaN),
          json.path("seconds").asDouble());
    }

    static Line of(FlatnessReport flatness) {
      ObjectNode json = JSON.createObjectNode();
      json.put("epoch", flatness.epoch()).put("step", flatness.step());
      ObjectNode measured = json.putObject("flatness");
      putFinite(measured, "loss", flatness.loss());
      putFinite(measured, "largestEigenvalue", flatness.eigenvalue());
      putFinite(measured, "residual", flatness.residual());
      putFinite(measured, "share", flatness.share());
      putFinite(measured, "learningRate", flatness.learningRate());
      putFinite(measured, "edge", flatness.edge());
      json.put("seconds", flatness.seconds());
      return new Line(json.toString(), json);
    }

    EpochReport epoch() {
      return new EpochReport(
          json.path("epoch").asInt(),
          json.path("step").asInt(),
          score("test"),
          hasScore("validation") ? score("validation") : null,
          json.path("seconds").asDouble());
    }

    private boolean hasScore(String set) {
      return json.has(set + "Accuracy") || json.has(set + "R2") || json.has(set + "Loss");
    }

    /** Without an accuracy labels are numbers; R2 is absent where all are equal. */
    private Score score(String set) {
      double loss = json.path(set + "Loss").asDouble(Double.NaN);
      JsonNode accuracy = json.path(set + "Accuracy");
      return accuracy.isNumber()
          ? new Score(accuracy.asDouble(), loss)
          : new Score(null, loss, json.path(set + "R2").asDouble(Double.NaN));
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
      putFinite(json, set + score.measure().title(), score.value());
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
   * @throws BadDataException if there are too many lines, which then all stay
   */
  public static History rewind(Folder folder, int step, boolean evaluated) throws IOException {
    return rewind(folder, step, evaluated, MOST_LINES);
  }

  static History rewind(Folder folder, int step, boolean evaluated, int mostLines)
      throws IOException {
    List<Line> lines;
    try {
      lines = lines(folder, mostLines);
    } catch (FileNotFoundException e) {
      return new History();
    }
    long last = Line.place(step, evaluated ? Kind.EVALUATION : Kind.FLATNESS);
    List<Line> stay = lines.stream().filter(line -> line.place() <= last).toList();
    StringBuilder text = new StringBuilder();
    stay.forEach(line -> text.append(line.text()).append('\n'));
    folder.writeAppended(FILE, text.toString());
    return history(stay);
  }

  /**
   * What a run has written so far, its part files included; nothing if there is no log.
   *
   * @throws BadDataException if there are too many lines
   */
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
      switch (line.kind()) {
        case ROUND -> history.add(line.round());
        case FLATNESS -> history.add(line.flatness());
        case EVALUATION -> history.add(line.epoch());
      }
    }
    return history;
  }

  /**
   * In order, each once, up to the first that the end of a process has cut short.
   *
   * @throws BadDataException if there are too many to be held
   */
  static List<Line> lines(Folder folder) throws IOException {
    return lines(folder, MOST_LINES);
  }

  private static List<Line> lines(Folder folder, int most) throws IOException {
    List<Line> lines = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(folder.openAppended(FILE), StandardCharsets.UTF_8))) {
      long last = -1;
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        JsonNode node = parsed(text);
        if (node == null) {
          break;
        }
        Line line = new Line(text, node);
        if (line.place() > last) {
          if (lines.size() == most) {
            throw new BadDataException(
                folder.location(FILE),
                "has more than %,d lines, so the run can neither go on nor be reported; train it anew by --restart, with a larger training.averagingFrequency",
                most);
          }
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

  /** Adds a measurement of flatness. */
  public void append(FlatnessReport flatness) {
    append(Line.of(flatness));
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
