package org.leap.jobs.experiment;

import com.univocity.parsers.common.TextParsingException;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
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

  private static final List<String> BEFORE =
      List.of("leap", "sigma", "seed", "state", "epochs", "rounds", "examples");
  private static final List<String> MEASURED =
      List.of("trainLoss", "testLoss", "testAccuracy", "errorRate", "bestAccuracy");
  private static final List<String> FLATNESS =
      List.of(
          "flatnessLoss",
          "largestEigenvalue",
          "trace",
          "traceStandardError",
          "noiseIncrease",
          "noiseStandardError");
  private static final String LAST = "paramsSha256";

  Results {
    axes = List.copyOf(axes);
    rows = List.copyOf(rows);
  }

  List<String> header() {
    return Stream.of(
            Stream.of("run"),
            axes.stream(),
            BEFORE.stream(),
            MEASURED.stream(),
            flatness ? FLATNESS.stream() : Stream.<String>empty(),
            Stream.of(LAST))
        .flatMap(names -> names)
        .toList();
  }

  /** A row's values, in the order of the header; null for what is not known. */
  List<Object> values(ResultRow row) {
    List<Object> values = new ArrayList<>();
    values.add(row.run());
    values.addAll(row.labels());
    values.addAll(
        List.of(
            row.leap(),
            row.sigma(),
            row.seed(),
            row.state(),
            row.epochs(),
            row.rounds(),
            row.examples()));
    values.addAll(
        Arrays.asList(
            row.trainLoss(),
            row.testLoss(),
            row.testAccuracy(),
            row.errorRate(),
            row.bestAccuracy()));
    if (flatness) {
      ResultRow.Flatness f = row.flatness();
      values.addAll(
          f == null
              ? Arrays.asList(new Object[FLATNESS.size()])
              : Arrays.asList(
                  f.loss(),
                  f.largestEigenvalue(),
                  f.trace(),
                  f.traceStandardError(),
                  f.noiseIncrease(),
                  f.noiseStandardError()));
    }
    values.add(row.paramsSha256());
    return values;
  }

  String csv() {
    List<List<Object>> lines = rows.stream().map(this::values).toList();
    return csv(header(), lines);
  }

  static String csv(List<String> header, List<List<Object>> lines) {
    StringWriter text = new StringWriter();
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\n");
    settings.setMaxColumns(1000);
    CsvWriter writer = new CsvWriter(text, settings);
    writer.writeHeaders(header);
    for (List<Object> line : lines) {
      writer.writeRow(line.toArray());
    }
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
      boolean flat = header.contains(FLATNESS.get(0));
      Results shape = new Results(leap < 1 ? List.of() : header.subList(1, leap), flat, List.of());
      if (!shape.header().equals(header)) {
        throw new BadDataException(
            location, "the header is not that of an experiment's results: " + header);
      }
      List<ResultRow> rows = new ArrayList<>();
      for (String[] line : lines.subList(1, lines.size())) {
        rows.add(shape.row(line));
      }
      return new Results(shape.axes, flat, rows);
    } catch (TextParsingException | IllegalArgumentException e) {
      throw new BadDataException(
          location,
          "cannot be read: "
              + Quoted.bare(String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
    }
  }

  private ResultRow row(String[] line) {
    if (line.length != header().size()) {
      throw new IllegalArgumentException(
          "a row has %s values, expected %s".formatted(line.length, header().size()));
    }
    if (line[0] == null || !line[0].matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")) {
      throw new IllegalArgumentException("a run is called " + line[0]);
    }
    int at = 1 + axes.size();
    int measured = at + BEFORE.size();
    int flat = measured + MEASURED.size();
    return new ResultRow(
        line[0],
        Arrays.stream(line, 1, at).map(label -> label == null ? "" : label).toList(),
        Boolean.parseBoolean(line[at]),
        Double.parseDouble(line[at + 1]),
        Long.parseLong(line[at + 2]),
        line[at + 3],
        Integer.parseInt(line[at + 4]),
        Long.parseLong(line[at + 5]),
        Long.parseLong(line[at + 6]),
        number(line[measured]),
        number(line[measured + 1]),
        number(line[measured + 2]),
        number(line[measured + 3]),
        number(line[measured + 4]),
        flatness && Arrays.stream(line, flat, flat + 6).anyMatch(text -> text != null)
            ? new ResultRow.Flatness(
                number(line[flat]),
                number(line[flat + 1]),
                number(line[flat + 2]),
                number(line[flat + 3]),
                number(line[flat + 4]),
                number(line[flat + 5]))
            : null,
        line[line.length - 1]);
  }

  private static Double number(String text) {
    return text == null ? null : Double.valueOf(text);
  }
}
