package org.leap.jobs.experiment;

import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
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

  /**
   * A column.
   *
   * @param type in Parquet
   * @param value null for what is not known
   */
  record Column(String name, PrimitiveTypeName type, Function<ResultRow, Object> value) {
    private static Column ofOutcome(
        String name, PrimitiveTypeName type, Function<Outcome, Object> value) {
      return new Column(name, type, row -> value.apply(row.outcome()));
    }

    private static Column ofFlatness(String name, Function<Flatness, Object> value) {
      return new Column(
          name, DOUBLE, row -> row.flatness() == null ? null : value.apply(row.flatness()));
    }
  }

  private static final List<Column> TRAINED =
      List.of(
          new Column("leap", BOOLEAN, ResultRow::leap),
          new Column("sigma", DOUBLE, ResultRow::sigma),
          new Column("seed", INT64, ResultRow::seed),
          new Column("state", BINARY, ResultRow::state),
          Column.ofOutcome("epochs", INT64, Outcome::epochs),
          Column.ofOutcome("rounds", INT64, Outcome::rounds),
          Column.ofOutcome("examples", INT64, Outcome::examples),
          Column.ofOutcome("trainLoss", DOUBLE, Outcome::trainLoss),
          Column.ofOutcome("testLoss", DOUBLE, Outcome::testLoss),
          Column.ofOutcome("testAccuracy", DOUBLE, Outcome::testAccuracy),
          Column.ofOutcome("errorRate", DOUBLE, Outcome::errorRate),
          Column.ofOutcome("bestAccuracy", DOUBLE, Outcome::bestAccuracy));

  private static final List<Column> FLATNESS =
      List.of(
          Column.ofFlatness("flatnessLoss", Flatness::loss),
          Column.ofFlatness("largestEigenvalue", Flatness::largestEigenvalue),
          Column.ofFlatness("trace", Flatness::trace),
          Column.ofFlatness("traceStandardError", Flatness::traceStandardError),
          Column.ofFlatness("noiseIncrease", Flatness::noiseIncrease),
          Column.ofFlatness("noiseStandardError", Flatness::noiseStandardError));

  Results {
    axes = List.copyOf(axes);
    rows = List.copyOf(rows);
  }

  List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("run", BINARY, ResultRow::run));
    for (int i = 0; i < axes.size(); i++) {
      int axis = i;
      columns.add(new Column(axes.get(i), BINARY, row -> row.labels().get(axis)));
    }
    columns.addAll(TRAINED);
    if (flatness) {
      columns.addAll(FLATNESS);
    }
    columns.add(Column.ofOutcome("paramsSha256", BINARY, Outcome::paramsSha256));
    return columns;
  }

  private List<String> header() {
    return columns().stream().map(Column::name).toList();
  }

  String csv() {
    List<Column> columns = columns();
    return csv(
        header(),
        rows.stream()
            .map(row -> columns.stream().map(column -> column.value().apply(row)).toArray())
            .toList());
  }

  static String csv(List<String> header, List<Object[]> lines) {
    StringWriter text = new StringWriter();
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\n");
    settings.setMaxColumns(1000);
    CsvWriter writer = new CsvWriter(text, settings);
    writer.writeHeaders(header);
    lines.forEach(writer::writeRow);
    writer.close();
    return text.toString();
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
      if (!shape.header().equals(header)) {
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
