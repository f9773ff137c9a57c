package org.leap.jobs.experiment;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
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
  private static final int LIMIT_ROWS = 100_000;

  private static final List<Column<ResultRow>> TRAINED =
      List.of(
          new Column<>("leap", ResultRow::leap),
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
          ofFlatness("noiseIncrease", Flatness::noiseIncrease),
          ofFlatness("noiseStandardError", Flatness::noiseStandardError));

  Results {
    axes = List.copyOf(axes);
    rows = List.copyOf(rows);
  }

  private static Column<ResultRow> ofOutcome(String name, Function<Outcome, Object> value) {
    return new Column<>(name, row -> value.apply(row.outcome()));
  }

  private static Column<ResultRow> ofFlatness(String name, Function<Flatness, Object> value) {
    return new Column<>(name, row -> row.flatness() == null ? null : value.apply(row.flatness()));
  }

  List<Column<ResultRow>> columns() {
    List<Column<ResultRow>> columns = new ArrayList<>();
    columns.add(new Column<>("run", ResultRow::run));
    columns.addAll(Column.ofAxes(axes, ResultRow::labels));
    columns.addAll(TRAINED);
    if (flatness) {
      columns.addAll(FLATNESS);
    }
    columns.add(ofOutcome("paramsSha256", Outcome::paramsSha256));
    return columns;
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
      if (!Column.names(shape.columns()).equals(header)) {
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
    int trained = 1 + axes.size();
    Iterator<String> cells = Arrays.asList(line).listIterator(trained);
    boolean leap = Boolean.parseBoolean(cells.next());
    double sigma = Double.parseDouble(cells.next());
    long seed = Long.parseLong(cells.next());
    String state = cells.next();
    int epochs = Integer.parseInt(cells.next());
    long rounds = Long.parseLong(cells.next());
    long examples = Long.parseLong(cells.next());
    Double trainLoss = number(cells);
    Double testLoss = number(cells);
    Double testAccuracy = number(cells);
    number(cells); // The error rate follows.
    Double bestAccuracy = number(cells);
    Flatness flat = flatness ? flatness(cells) : Flatness.NONE;
    return new ResultRow(
        line[0],
        Arrays.stream(line, 1, trained).map(label -> label == null ? "" : label).toList(),
        leap,
        sigma,
        seed,
        state,
        new Outcome(
            epochs,
            rounds,
            examples,
            trainLoss,
            testLoss,
            testAccuracy,
            bestAccuracy,
            cells.next()),
        flat.equals(Flatness.NONE) ? null : flat);
  }

  private static Flatness flatness(Iterator<String> cells) {
    return new Flatness(
        number(cells), number(cells), number(cells), number(cells), number(cells), number(cells));
  }

  private static Double number(Iterator<String> cells) {
    String text = cells.next();
    return text == null ? null : Double.valueOf(text);
  }
}
