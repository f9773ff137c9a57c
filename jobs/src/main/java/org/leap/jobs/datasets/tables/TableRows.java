package org.leap.jobs.datasets.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.collections4.IteratorUtils;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.tables.RowFeatures;
import org.leap.jobs.formats.tables.RowFormat;
import org.leap.jobs.text.Quoted;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.rows.ColumnKind;
import org.leap.spark.rows.SparkRow;

/**
 * The rows of a table in an order that depends on nothing but what they hold: that of a key, or of
 * a hash of label and features.
 */
final class TableRows {
  private static final String KEY = "leap_key";

  private static final Set<String> ORDERED = Set.of("date", "timestamp", "timestamp_ntz");

  /** Of examples in one partition: what a task and the driver can hold. */
  private static final long PARTITION_BYTES = 32L << 20;

  /** Rows that are worth a task of their own. */
  private static final int LEAST_ROWS = 256;

  private static final int MOST_PARTITIONS = 10_000;

  /** Rows that are asked for their sizes until one can be used. */
  private static final int MODELS = 100;

  private final SparkTable table;
  private final Optional<String> key;

  TableRows(SparkTable table, Optional<String> key) {
    this.table = table;
    this.key = key;
  }

  /** Refuses a column whose values cannot be written, or have no order. */
  void checkKey(String name) {
    RowFeatures.Column column = column(name);
    boolean ordered =
        column.kind() == ColumnKind.NUMBER
            || column.kind() == ColumnKind.TEXT
            || ORDERED.contains(column.type());
    if (!ordered) {
      throw new BadDataException(
          table.name(),
          "column %s is %s, expected numbers, text, dates or timestamps; name another in data.key"
              .formatted(Quoted.of(name), Quoted.bare(column.type())));
    }
  }

  /** What a column holds. */
  RowFeatures.Column column(String name) {
    var type = table.rows().schema().apply(name).dataType();
    return new RowFeatures.Column(name, SparkRow.kind(type), type.catalogString());
  }

  List<String> columns() {
    return Arrays.asList(table.rows().schema().fieldNames());
  }

  /** Hands over the first rows of the order, to tell the sizes of all. */
  void first(List<String> columns, RowFormat.Visitor visitor) {
    Dataset<Row> keyed = keyed(columns);
    if (key.isEmpty()) {
      // One is enough as a rule, and images may be large.
      if (!visit(keyed.orderBy(col(KEY)).limit(1), visitor)) {
        return;
      }
      visit(keyed.orderBy(col(KEY)).limit(MODELS), visitor);
      return;
    }
    // Of the other columns nothing is read but what is looked at.
    Dataset<Row> keys = table.rows().select(named(key.get()).as(KEY)).where(col(KEY).isNotNull());
    for (Row first : rows(keys.orderBy(col(KEY)).limit(MODELS))) {
      if (!visit(keyed.where(col(KEY).equalTo(lit(first.get(0)))).limit(1), visitor)) {
        return;
      }
    }
  }

  private List<Row> rows(Dataset<Row> few) {
    return table.reading("first rows of " + table.name(), few::collectAsList);
  }

  /** Says whether to go on. */
  private boolean visit(Dataset<Row> few, RowFormat.Visitor visitor) {
    for (Row row : rows(few)) {
      if (!visitor.row(new SparkRow(row), at(keyOf(row)))) {
        return false;
      }
    }
    return true;
  }

  /** The columns, and the key behind them. */
  private Dataset<Row> keyed(List<String> columns) {
    Column[] wanted = columns.stream().map(TableRows::named).toArray(Column[]::new);
    Column order =
        key.map(TableRows::named)
            .orElseGet(
                () -> {
                  List<ColumnKind> kinds =
                      columns.stream().map(name -> column(name).kind()).toList();
                  return udf(new ContentHash(kinds), DataTypes.StringType).apply(struct(wanted));
                });
    Column[] all = Arrays.copyOf(wanted, wanted.length + 1);
    all[wanted.length] = order.as(KEY);
    return table.rows().select(all);
  }

  /** Dots in a name are no paths here. */
  private static Column named(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }

  private RecordPosition at(String rowKey) {
    return new RecordPosition(table.name(), 0, rowKey);
  }

  private static String keyOf(Row row) {
    return String.valueOf(row.get(row.length() - 1));
  }

  /**
   * All rows as examples in their order, on the disks of the executors once they are read.
   *
   * @param shape of an example
   */
  JavaRDD<TableExample> read(RowFormat format, ExampleShape shape) {
    return table
        .errors()
        .reading(
            () -> {
              Dataset<Row> rows = keyed(format.columns());
              int partitions = partitions(rows, shape);
              Reading reading = new Reading(table.name(), format, key.isPresent());
              return rows.repartitionByRange(partitions, col(KEY))
                  .sortWithinPartitions(col(KEY))
                  .javaRDD()
                  .mapPartitions(reading::examples)
                  .persist(StorageLevel.DISK_ONLY());
            });
  }

  private int partitions(Dataset<Row> rows, ExampleShape shape) {
    long count = table.reading("rows of " + table.name(), () -> table.rows().count());
    long large = count * shape.bytes() / PARTITION_BYTES + 1;
    long many =
        Math.min(rows.sparkSession().sparkContext().defaultParallelism(), count / LEAST_ROWS + 1);
    return (int) Math.min(MOST_PARTITIONS, Math.max(large, many));
  }

  /** Makes examples of the rows of a partition. */
  private record Reading(String table, RowFormat format, boolean ownKey) implements Serializable {
    private static final long serialVersionUID = 1L;

    Iterator<TableExample> examples(Iterator<Row> rows) {
      return IteratorUtils.transformedIterator(rows, this::example);
    }

    private TableExample example(Row row) {
      String rowKey = keyOf(row);
      RecordPosition at = new RecordPosition(table, 0, rowKey);
      try {
        if (row.isNullAt(row.length() - 1)) {
          throw at.badRow("the column of data.key is null; fill it in");
        }
        RowFormat.Row read = format.row(new SparkRow(row), at);
        return TableExample.good(rowKey, read.label(), read.features());
      } catch (BadDataException e) {
        return TableExample.bad(rowKey, e.getMessage());
      }
    }
  }

  /** Of some columns. */
  StructType schema(List<String> columns) {
    return table
        .rows()
        .select(columns.stream().map(TableRows::named).toArray(Column[]::new))
        .schema();
  }
}
