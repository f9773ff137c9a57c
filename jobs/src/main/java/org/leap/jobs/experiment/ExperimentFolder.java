package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.leap.jobs.evaluate.FlatnessFile;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.report.ExperimentReport;
import org.leap.jobs.report.ExperimentReport.CellReport;
import org.leap.jobs.report.ExperimentReport.MeasureReport;
import org.leap.jobs.report.ExperimentReport.RunCurves;
import org.leap.jobs.report.ExperimentReport.SliceValue;
import org.leap.jobs.report.MeanValue;
import org.leap.jobs.report.Particulars;
import org.leap.spark.storage.Folder;

/** Tables, figures and report of an experiment, made of what is in its folder. */
public final class ExperimentFolder {
  static final String CONFIG_FILE = "experiment.yaml";
  static final String RUNS = "runs";
  private static final int CSV_LIMIT = 64 << 20;
  private static final int YAML_LIMIT = 4 << 20;

  private final Folder folder;
  private final Results results;
  private final ErrorTable table;
  private final Map<String, RunCurves> curves = new HashMap<>();
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private String hardware = "";

  private ExperimentFolder(Folder folder, Results results) {
    this.folder = folder;
    this.results = results;
    this.table = ErrorTable.of(results);
  }

  /** Whether a folder is that of an experiment. */
  public static boolean isOne(Folder folder) throws IOException {
    return folder.exists(CONFIG_FILE);
  }

  /**
   * Reads an experiment's results.
   *
   * @throws BadDataException if there are none yet, or they are none of an experiment
   */
  public static ExperimentFolder read(Folder folder) throws IOException {
    ExperimentStatus.refuseNewer(folder);
    String location = folder.location(Results.FILE);
    String csv =
        folder
            .read(Results.FILE, CSV_LIMIT)
            .orElseThrow(
                () ->
                    new BadDataException(
                        location,
                        "the experiment has no results yet; finish it with leap experiment --resume"));
    return of(folder, Results.parse(csv, location));
  }

  static ExperimentFolder of(Folder folder, Results results) throws IOException {
    ExperimentFolder made = new ExperimentFolder(folder, results);
    made.readRuns();
    return made;
  }

  private void readRuns() throws IOException {
    for (ResultRow row : results.rows()) {
      if (curves.containsKey(row.run())) {
        continue;
      }
      Folder run = folder.folder(RUNS).folder(row.run());
      Optional<RecordedRun> record = record(row, run);
      List<SliceValue> slice =
          FlatnessFile.read(run).map(FlatnessFile::slice).orElse(List.of()).stream()
              .map(
                  point ->
                      new SliceValue(
                          point.offset(), point.loss() == null ? Double.NaN : point.loss()))
              .toList();
      curves.put(
          row.run(),
          new RunCurves(
              record.map(past -> past.history().rounds()).orElse(List.of()),
              record.map(past -> past.history().epochs()).orElse(List.of()),
              slice));
      record.ifPresent(
          r -> {
            r.secondsByPart().forEach((part, s) -> seconds.merge(part, s, Double::sum));
            hardware = r.status().fingerprint() == null ? hardware : r.status().fingerprint();
          });
    }
  }

  /**
   * What a run that failed has left may be damaged, which is no reason to show nothing of others.
   */
  private static Optional<RecordedRun> record(ResultRow row, Folder run) throws IOException {
    try {
      return RecordedRun.read(run);
    } catch (BadDataException e) {
      if (row.state().equals("FAILED")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The table for the terminal: a header and a line for every cell. */
  public List<List<String>> table() {
    List<List<String>> lines = new ArrayList<>(List.of(table.header()));
    table.lines().forEach(line -> lines.add(table.words(line)));
    return lines;
  }

  /** The outcome in a sentence. */
  public String verdict() {
    return table.verdict();
  }

  void writeTables() throws IOException {
    folder.write(Results.FILE, results.csv());
    byte[] parquet = ResultsParquet.of(results);
    folder.write(ResultsParquet.FILE, out -> out.write(parquet));
    folder.write("table.csv", table.csv());
    folder.write("table.md", table.markdown());
  }

  /**
   * Writes the report and its figures.
   *
   * @return where the report is
   */
  public String writeReport(String name) throws IOException {
    return writeReport(name, ExperimentStatus.versions(folder));
  }

  String writeReport(String name, Map<String, String> versions) throws IOException {
    ExperimentReport report = report(name, versions);
    return ReportMaker.write(folder, report.html(), report.figures());
  }

  private ExperimentReport report(String name, Map<String, String> versions) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("runs", Integer.toString(curves.size()));
    facts.putAll(versions);
    if (!hardware.isEmpty()) {
      facts.put("hardware", hardware);
    }
    return new ExperimentReport(
        name,
        table.verdict(),
        new ExperimentReport.Table(
            table.header(), table.lines().stream().map(table::words).toList(), table.legend()),
        table.lines().stream().map(this::cell).toList(),
        measures(),
        new Particulars(facts, seconds, folder.read(CONFIG_FILE, YAML_LIMIT).orElse("")));
  }

  private CellReport cell(ErrorTable.Line line) {
    return new CellReport(title(line.labels()), curves(line, false), curves(line, true));
  }

  private String title(List<String> labels) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      words.add(results.axes().get(i) + " " + labels.get(i));
    }
    return words.isEmpty() ? "all runs" : String.join(", ", words);
  }

  private List<RunCurves> curves(ErrorTable.Line line, boolean leap) {
    return rows(line, leap).map(row -> curves.get(row.run())).toList();
  }

  private Stream<ResultRow> rows(ErrorTable.Line line, boolean leap) {
    return results.rows().stream()
        .filter(row -> row.leap() == leap && row.labels().equals(line.labels()));
  }

  private List<MeasureReport> measures() {
    List<MeasureReport> measures = new ArrayList<>();
    measures.add(
        measure(
            "error",
            "Test error",
            "Share of the test examples classified wrongly, at the end of the runs.",
            "test error (%)",
            row -> row.succeeded() ? 100 * row.outcome().errorRate() : null));
    if (results.flatness()) {
      measures.add(
          measure(
              "eigenvalue",
              "Largest Hessian eigenvalue",
              "Of the training loss at the trained networks: the lower, the flatter.",
              "largest eigenvalue",
              row -> row.flatness().largestEigenvalue()));
      measures.add(
          measure(
              "trace",
              "Trace of the Hessian",
              "Of the training loss at the trained networks: the lower, the flatter.",
              "trace",
              row -> row.flatness().trace()));
      measures.add(
          measure(
              "noise",
              "Loss under weight noise",
              "By how much Gaussian noise on the weights raises the expected training loss: the lower, the flatter.",
              "increase of the loss",
              row -> row.flatness().noiseIncrease()));
    }
    return measures;
  }

  private MeasureReport measure(
      String id, String title, String caption, String unit, Function<ResultRow, Double> value) {
    return new MeasureReport(
        id,
        title,
        caption,
        unit,
        table.paired() ? means(value, false) : List.of(),
        means(value, true));
  }

  private List<MeanValue> means(Function<ResultRow, Double> value, boolean leap) {
    return table.lines().stream()
        .map(line -> rows(line, leap).map(value).filter(Objects::nonNull).toList())
        .map(MeanValue::of)
        .toList();
  }
}
