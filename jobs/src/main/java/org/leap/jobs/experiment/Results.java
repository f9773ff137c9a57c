package org.leap.jobs.experiment;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.leap.jobs.config.ExperimentPlan.Arm;
import org.leap.jobs.experiment.ResultRow.Flatness;
import org.leap.jobs.experiment.ResultRow.Outcome;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Quoted;

/**
 * {@code results.csv}: a row for every run of every cell.
 *
 * @param axes grid keys
 * @param flatness whether it was measured
 */
record Results(List<String> axes, boolean flatness, List<ResultRow> rows) {
  static final String FILE = "results.csv";
  private static final String ARM = "arm";
  private static final String PROBES = "traceProbes";
  private static final String SHARPNESS = "adaptiveSharpness";

  /** Columns that results of earlier releases lack. */
  private static final Set<String> LATER = Set.of(PROBES, SHARPNESS);

  private static final int LIMIT_ROWS = 100_000;

  private static final List<Column<ResultRow>> TRAINED =
      List.of(
          new Column<>("sigma", ResultRow::sigma),
          new Column<>("seed", ResultRow::seed),
          new Column<>("state", ResultRow::state),
          ofOutcome("epochs", Outcome::epochs),
          ofOutcome("rounds", Outcome::rounds),
          ofOutcome("examples", Outcome::examples),
          ofOutcome("trainLoss", Outcome::trainLoss),
          ofOutcome("testLoss", Outcome::testLoss),
          ofOutcome("testAccuracy", Outcome::testAccuracy),
          ofOutcome("errorRate", Outcome::errorRate),
          ofOutcome("bestAccuracy", Outcome::bestAccuracy));

  private static final List<Column<ResultRow>> FLATNESS =
      List.of(
          ofFlatness("flatnessLoss", Flatness::loss),
          ofFlatness("largestEigenvalue", Flatness::largestEigenvalue),
          ofFlatness("trace", Flatness::trace),
          ofFlatness("traceStandardError", Flatness::traceStandardError),
          ofFlatness(PROBES, Flatness::traceProbes),
          ofFlatness("noiseIncrease", Flatness::noiseIncrease),
          ofFlatness("noiseStandardError", Flatness::noiseStandardError),
          ofFlatness(SHARPNESS, Flatness::adaptiveSharpness));

  private static Column<ResultRow> ofOutcome(String name, Function<Outcome, Object> value) {
    return new Column<>(name, row -> value.apply(row.outcome()));
  }

  private static Column<ResultRow> ofFlatness(String name, Function<Flatness, Object> value) {
    return new Column<>(name, row -> value.apply(row.flatness()));
  }

  List<Column<ResultRow>> columns() {
    List<Column<ResultRow>> columns = new ArrayList<>();
    columns.add(new Column<>("run", ResultRow::run));
    columns.addAll(Column.ofAxes(axes, ResultRow::labels));
    columns.add(new Column<>("leap", ResultRow::leap));
    if (hasControlArms()) {
      columns.add(new Column<>(ARM, ResultRow::arm));
    }
    columns.addAll(TRAINED);
    if (flatness) {
      columns.addAll(FLATNESS);
    }
    columns.add(ofOutcome("paramsSha256", Outcome::paramsSha256));
    return columns;
  }

  /** The arms that are compared with the runs without LEAP, LEAP first. */
  List<String> arms() {
    Set<String> arms = new LinkedHashSet<>(List.of(Arm.LEAP.name()));
    rows.stream().filter(row -> !row.isPlain()).map(ResultRow::arm).forEach(arms::add);
    return List.copyOf(arms);
  }

  /** The runs of an arm in a cell, in their order. */
  Stream<ResultRow> of(List<String> labels, String arm) {
    return rows.stream().filter(row -> row.arm().equals(arm) && row.labels().equals(labels));
  }

  private boolean hasControlArms() {
    return arms().size() > 1;
  }

  String csv() {
    return Column.csv(columns(), rows);
  }

  /**
   * Reads it back.
   *
   * @param location for messages
   * @throws BadDataException if it is none that an experiment has written
   */
  static Results parse(String csv, String location) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.getFormat().setLineSeparator("\n");
    settings.setMaxCharsPerColumn(10_000);
    settings.setMaxColumns(1000);
    settings.setNumberOfRecordsToRead(LIMIT_ROWS);
    try {
      List<String[]> lines = new CsvParser(settings).parseAll(new StringReader(csv));
      if (lines.isEmpty()) {
        throw new BadDataException(location, "is empty; expected the results of an experiment");
      }
      List<String> header = Arrays.asList(lines.get(0));
      int leap = header.indexOf("leap");
      boolean flat = header.contains(FLATNESS.get(0).name());
      Results shape = new Results(leap < 1 ? List.of() : header.subList(1, leap), flat, List.of());
      List<String> expected = new ArrayList<>(Column.names(shape.columns()));
      expected.removeIf(name -> LATER.contains(name) && !header.contains(name));
      if (header.size() > leap + 1 && header.get(leap + 1).equals(ARM)) {
        expected.add(leap + 1, ARM);
      }
      if (!expected.equals(header)) {
        throw new BadDataException(
            location, "the header is not that of an experiment's results: " + header);
      }
      return new Results(
          shape.axes, flat, lines.stream().skip(1).map(line -> shape.row(line, header)).toList());
    } catch (TextParsingException | IllegalArgumentException e) {
      throw new BadDataException(
          location,
          "cannot be read: "
              + Quoted.bare(String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  private ResultRow row(String[] line, List<String> header) {
    if (line.length != header.size()) {
      throw new IllegalArgumentException(
          "a row has %s values, expected %s".formatted(line.length, header.size()));
    }
    if (line[0] == null || !line[0].matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")) {
      throw new IllegalArgumentException("a run is called " + line[0]);
    }
    // In results of earlier releases an axis may be called like a column after it.
    Function<String, String> cells =
        name -> header.contains(name) ? line[header.lastIndexOf(name)] : null;
    return new ResultRow(
        line[0],
        Arrays.stream(line, 1, 1 + axes.size()).map(label -> label == null ? "" : label).toList(),
        arm(cells, header),
        Double.parseDouble(cells.apply("sigma")),
        Long.parseLong(cells.apply("seed")),
        cells.apply("state"),
        new Outcome(
            Integer.parseInt(cells.apply("epochs")),
            Long.parseLong(cells.apply("rounds")),
            Long.parseLong(cells.apply("examples")),
            number(cells.apply("trainLoss")),
            number(cells.apply("testLoss")),
            number(cells.apply("testAccuracy")),
            number(cells.apply("bestAccuracy")),
            cells.apply("paramsSha256")),
        flatness ? flatness(cells) : Flatness.NONE);
  }

  /** Without a column of its own there are but two. */
  private static String arm(Function<String, String> cells, List<String> header) {
    if (header.lastIndexOf(ARM) > header.lastIndexOf("leap")) {
      return cells.apply(ARM);
    }
    boolean leap = Boolean.parseBoolean(cells.apply("leap"));
    return (leap ? Arm.LEAP : Arm.PLAIN).name();
  }

  private static Flatness flatness(Function<String, String> cells) {
    return new Flatness(
        number(cells.apply("flatnessLoss")),
        number(cells.apply("largestEigenvalue")),
        number(cells.apply("trace")),
        number(cells.apply("traceStandardError")),
        cells.apply(PROBES) == null ? null : Integer.valueOf(cells.apply(PROBES)),
        number(cells.apply("noiseIncrease")),
        number(cells.apply("noiseStandardError")),
        number(cells.apply(SHARPNESS)));
  }

  private static Double number(String text) {
    return text == null ? null : Double.valueOf(text);
  }
}
