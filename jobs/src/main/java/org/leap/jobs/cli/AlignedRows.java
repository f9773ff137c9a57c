package org.leap.jobs.cli;

import java.util.List;
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
  static String text(List<String[]> rows) {
    if (rows.isEmpty()) {
      return "";
    }
    int columns = rows.get(0).length;
    Column[] layout = new Column[columns];
    for (int column = 0; column < columns; column++) {
      int widest = 0;
      for (String[] row : rows) {
        row[column] = Quoted.visible(row[column]);
        widest = Math.max(widest, row[column].length());
      }
      int indent = column == 0 ? 0 : INDENT;
      layout[column] = new Column(indent + widest, indent, Overflow.TRUNCATE);
    }
    TextTable table = TextTable.forColumns(Help.defaultColorScheme(Ansi.OFF), layout);
    rows.forEach(table::addRowValues);
    return table.toString().replace(System.lineSeparator(), "\n");
  }
}
