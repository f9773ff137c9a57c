package org.leap.jobs.cli;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.leap.jobs.text.Quoted;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/** Rows of text in columns as wide as they must be. */
final class AlignedRows {
  private static final int INDENT = 2;

  private AlignedRows() {}

  /** Aligned lines, each ended by a line feed, values never broken. */
  static String text(List<List<String>> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    List<String[]> shown =
        rows.stream().map(row -> row.stream().map(Quoted::visible).toArray(String[]::new)).toList();
    Column[] layout =
        IntStream.range(0, shown.get(0).length)
            .mapToObj(column -> layout(shown, column))
            .toArray(Column[]::new);
    TextTable table = TextTable.forColumns(Help.defaultColorScheme(Ansi.OFF), layout);
    shown.forEach(table::addRowValues);
    return table.toString().replace(System.lineSeparator(), "\n");
  }

  /** The same of a header and the rows below it. */
  static String text(List<String> header, Stream<List<String>> rows) {
    return text(Stream.concat(Stream.of(header), rows).toList());
  }

  private static Column layout(List<String[]> rows, int column) {
    int indent = column == 0 ? 0 : INDENT;
    int widest = rows.stream().mapToInt(row -> row[column].length()).max().orElseThrow();
    return new Column(indent + widest, indent, Overflow.TRUNCATE);
  }
}
