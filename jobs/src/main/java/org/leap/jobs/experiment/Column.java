package org.leap.jobs.experiment;

import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A column of a table: its name, and what it holds for a row; null for what is not known. */
record Column<T>(String name, Function<T, Object> value) {

  /** One for every axis of the grid. */
  static <T> List<Column<T>> ofAxes(List<String> axes, Function<T, List<String>> labels) {
    List<Column<T>> columns = new ArrayList<>();
    for (int i = 0; i < axes.size(); i++) {
      int axis = i;
      columns.add(new Column<>(axes.get(i), row -> labels.apply(row).get(axis)));
    }
    return columns;
  }

  static <T> List<String> names(List<Column<T>> columns) {
    return columns.stream().map(Column::name).toList();
  }

  /** A line for people, of columns that are words. */
  static <T> List<String> words(List<Column<T>> columns, T line) {
    return columns.stream().map(column -> (String) column.value().apply(line)).toList();
  }

  /**
   * As a table of Markdown.
   *
   * @param left how many columns are no figures
   */
  static void markdown(StringBuilder text, List<String> header, int left, List<List<String>> rows) {
    row(text, header);
    List<String> rule = new ArrayList<>();
    for (int i = 0; i < header.size(); i++) {
      rule.add(i < left ? "---" : "---:");
    }
    row(text, rule);
    rows.forEach(values -> row(text, values));
  }

  private static void row(StringBuilder text, List<String> values) {
    values.forEach(value -> text.append("| ").append(value.replace("|", "\\|")).append(' '));
    text.append("|\n");
  }

  static <T> String csv(List<Column<T>> columns, List<T> rows) {
    StringWriter text = new StringWriter();
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\n");
    settings.setMaxColumns(1000);
    CsvWriter writer = new CsvWriter(text, settings);
    writer.writeHeaders(names(columns));
    for (T row : rows) {
      writer.writeRow(columns.stream().map(column -> column.value().apply(row)).toArray());
    }
    writer.close();
    return text.toString();
  }
}
