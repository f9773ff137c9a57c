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
