package org.leap.jobs.formats.tables;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.files.DataFile;
import org.leap.spark.rows.ColumnKind;

/**
 * The columns of a table that nobody has described yet.
 *
 * @param header whether the first line names them, of CSV
 * @param delimiter of CSV
 */
public record TableColumns(List<Column> columns, boolean header, char delimiter) {
  /** Enough rows to tell what is in a column. */
  private static final int SAMPLE = 2000;

  private static final char[] DELIMITERS = {',', ';', '\t', '|'};

  /**
   * A column.
   *
   * @param number whether it holds numbers
   * @param whole whether it holds all features of an example, such as a vector or an image
   * @param missing whether some of its values are not there
   * @param distinct how many different values some rows have; 0 if that is not counted
   */
  public record Column(String name, boolean number, boolean whole, boolean missing, int distinct) {}

  /** Of a Parquet file, by its schema and its first rows. */
  public static TableColumns ofParquet(String location, Configuration hadoop) throws IOException {
    ParquetTable table =
        ParquetTable.open(DataFile.at(location, "Parquet files", hadoop).get(0), hadoop);
    Map<String, Integer> distinct = distinct(table, hadoop);
    List<Column> columns = new ArrayList<>();
    for (String name : table.columns()) {
      ColumnKind kind = table.column(name).kind();
      boolean whole =
          switch (kind) {
            case NUMBERS, PIXELS, FILE, BINARY -> true;
            case NUMBER, TEXT, OTHER -> false;
          };
      columns.add(
          new Column(
              name, kind == ColumnKind.NUMBER, whole, false, distinct.getOrDefault(name, 0)));
    }
    return new TableColumns(List.copyOf(columns), true, ',');
  }

  /** How many different numbers or texts some rows have in each column of such. */
  private static Map<String, Integer> distinct(ParquetTable table, Configuration hadoop)
      throws IOException {
    List<RowFeatures.Column> columns =
        table.columns().stream()
            .map(table::column)
            .filter(one -> one.kind() == ColumnKind.NUMBER || one.kind() == ColumnKind.TEXT)
            .toList();
    if (columns.isEmpty() || table.rowGroups().isEmpty()) {
      return Map.of();
    }
    List<Set<Object>> values = new ArrayList<>();
    columns.forEach(column -> values.add(new HashSet<>()));
    ParquetTable.RowGroup first = table.rowGroups().get(0);
    table.read(
        first,
        columns.stream().map(RowFeatures.Column::name).toList(),
        hadoop,
        (row, position) -> {
          for (int i = 0; i < columns.size(); i++) {
            if (!row.isNull(i)) {
              boolean number = columns.get(i).kind() == ColumnKind.NUMBER;
              values.get(i).add(number ? row.number(i) : ByteBuffer.wrap(row.bytes(i)));
            }
          }
          return position.row() + 1 < first.firstRow() + SAMPLE;
        });
    Map<String, Integer> distinct = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      distinct.put(columns.get(i).name(), values.get(i).size());
    }
    return distinct;
  }

  /** Of a CSV file, by its first rows. */
  public static TableColumns ofCsv(String location, Configuration hadoop) throws IOException {
    DataFile file = DataFile.at(location, "CSV files", hadoop).get(0);
    char delimiter = ',';
    List<String> first = List.of();
    for (char tried : DELIMITERS) {
      List<String> cells = firstLine(file, tried, hadoop);
      if (cells.size() > first.size()) {
        delimiter = tried;
        first = cells;
      }
    }
    boolean header = !first.stream().allMatch(TableColumns::isNumber);
    Seen seen = new Seen();
    CsvSource.Dialect dialect = dialect(header, delimiter);
    file.read(hadoop, content -> seen.take(new CsvRows(file, content, dialect)));
    return new TableColumns(seen.columns(), header, delimiter);
  }

  private static CsvSource.Dialect dialect(boolean header, char delimiter) {
    return new CsvSource.Dialect(
        header, delimiter, null, List.of(), CsvSource.Dialect.Missing.ZERO);
  }

  private static List<String> firstLine(DataFile file, char delimiter, Configuration hadoop)
      throws IOException {
    List<String> cells = new ArrayList<>();
    file.read(
        hadoop,
        content -> cells.addAll(new CsvRows(file, content, dialect(true, delimiter)).header()));
    return cells;
  }

  private static boolean isNumber(String cell) {
    return Float.isFinite(FloatBytes.parse(cell.strip()));
  }

  /** What some rows hold. */
  private static final class Seen {
    private final List<String> names = new ArrayList<>();
    private final List<Set<String>> values = new ArrayList<>();
    private boolean[] text;
    private boolean[] missing;

    void take(CsvRows rows) throws IOException {
      names.addAll(rows.header());
      text = new boolean[names.size()];
      missing = new boolean[names.size()];
      names.forEach(name -> values.add(new HashSet<>()));
      for (int row = 0; row < SAMPLE; row++) {
        String[] cells = rows.next();
        if (cells == null) {
          return;
        }
        for (int i = 0; i < Math.min(cells.length, text.length); i++) {
          if (CsvRows.Cells.isMissing(cells[i])) {
            missing[i] = true;
          } else {
            text[i] |= !isNumber(cells[i]);
            values.get(i).add(cells[i]);
          }
        }
      }
    }

    List<Column> columns() {
      List<Column> columns = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        columns.add(new Column(names.get(i), !text[i], false, missing[i], values.get(i).size()));
      }
      return List.copyOf(columns);
    }
  }
}
