package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ExperimentConfig;
import org.leap.jobs.config.ExperimentLoader;
import org.leap.jobs.evaluate.FlatnessFile;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.report.ExperimentReport;
import org.leap.jobs.report.ExperimentReport.RunCurves;
import org.leap.jobs.report.ExperimentReport.SliceValue;
import org.leap.jobs.report.FlatnessReport;
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
  private final ErrorColumns columns;
  private final List<String> hypotheses;
  private final Map<String, RunCurves> curves = new HashMap<>();
  private Optional<EdgeTable> edges = Optional.empty();
  private final Map<String, Double> seconds = new LinkedHashMap<>();
  private String hardware = "";

  private ExperimentFolder(Folder folder, Results results, ExperimentConfig config) {
    this.folder = folder;
    this.results = results;
    this.table = ErrorTable.of(results, config);
    this.columns = new ErrorColumns(table);
    this.hypotheses = config.hypotheses();
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
    return of(folder, results(folder), config(folder));
  }

  /** Its results without what its runs have recorded; as {@link #read}. */
  static Results results(Folder folder) throws IOException {
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
    return Results.parse(csv, location);
  }

  /** What the folder's own copy of the experiment file says. */
  private static ExperimentConfig config(Folder folder) throws IOException {
    String file = folder.location(CONFIG_FILE);
    try {
      return ExperimentLoader.recorded(folder.read(CONFIG_FILE, YAML_LIMIT).orElse(""), file);
    } catch (ConfigException e) {
      throw new BadDataException(file, "is not an experiment: " + e.problems().get(0).message());
    }
  }

  static ExperimentFolder of(Folder folder, Results results, ExperimentConfig config)
      throws IOException {
    ExperimentFolder made = new ExperimentFolder(folder, results, config);
    made.readRuns();
    Map<String, List<FlatnessReport>> flatness = new HashMap<>();
    made.curves.forEach((run, curves) -> flatness.put(run, curves.flatness()));
    made.edges = EdgeTable.of(results, flatness);
    return made;
  }

  private void readRuns() throws IOException {
    for (ResultRow row : results.rows()) {
      if (curves.containsKey(row.run())) {
        continue;
      }
      Folder run = folder.folder(RUNS).folder(row.run());
      Optional<RecordedRun> record = record(row, run);
      Optional<FlatnessFile> flatness = FlatnessFile.read(run);
      List<SliceValue> slice =
          flatness.map(FlatnessFile::slice).orElse(List.of()).stream()
              .map(
                  point ->
                      new SliceValue(
                          point.offset(), point.loss() == null ? Double.NaN : point.loss()))
              .toList();
      curves.put(
          row.run(),
          new RunCurves(
              record.map(past -> past.history().rounds()).orElse(List.of()),
              record.map(past -> past.history().flatness()).orElse(List.of()),
              record.map(past -> past.history().epochs()).orElse(List.of()),
              slice,
              flatness.map(FlatnessFile::spectrum).orElse(List.of())));
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
    List<List<String>> lines = new ArrayList<>(List.of(columns.header()));
    table.lines().forEach(line -> lines.add(columns.words(line)));
    return lines;
  }

  /** The outcome, a sentence for every arm. */
  public String verdict() {
    return table.verdict();
  }

  /** What every arm does over all cells, a line each. */
  List<String> overall() {
    return table.overall();
  }

  void writeTables() throws IOException {
    folder.write(Results.FILE, results.csv());
    byte[] parquet = ResultsParquet.of(results);
    folder.write(ResultsParquet.FILE, out -> out.write(parquet));
    folder.write("table.csv", columns.csv());
    if (table.paired()) {
      folder.write("pooled.csv", columns.pooledCsv());
    }
    folder.write("table.md", columns.markdown(hypotheses) + flatness());
  }

  private String flatness() {
    if (!results.flatness()) {
      return "";
    }
    FlatnessColumns flatness = new FlatnessColumns(results, table);
    StringBuilder text = new StringBuilder("\n## Flatness\n\n");
    Column.markdown(text, flatness.header(), results.axes().size() + 2, flatness.rows());
    return text.append('\n').append(FlatnessColumns.LEGEND).append('\n').toString();
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
    if (edges.isPresent()) {
      folder.write("edge.csv", edges.get().csv());
      folder.write("edge.md", edges.get().markdown());
    }
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
    ReportContent content = new ReportContent(results, table, curves);
    FlatnessColumns flatness = new FlatnessColumns(results, table);
    return new ExperimentReport(
        name,
        table.verdict(),
        Stream.concat(
                hypotheses.stream().map(hypothesis -> "Hypothesis: " + hypothesis),
                table.overall().stream())
            .toList(),
        new ExperimentReport.Table(
            columns.header(),
            table.lines().stream().map(columns::words).toList(),
            columns.legend()),
        edges.map(
            all ->
                new ExperimentReport.Table(
                    all.header(), all.lines().stream().map(all::words).toList(), EdgeTable.LEGEND)),
        content.forest(),
        results.flatness()
            ? Optional.of(
                new ExperimentReport.Table(
                    flatness.header(), flatness.rows(), FlatnessColumns.LEGEND))
            : Optional.empty(),
        content.cells(),
        content.measures(),
        content.placement(),
        new Particulars(facts, seconds, folder.read(CONFIG_FILE, YAML_LIMIT).orElse("")));
  }
}
