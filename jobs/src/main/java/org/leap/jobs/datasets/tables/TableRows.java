package org.leap.jobs.datasets.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
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
import org.leap.jobs.formats.tables.ClassIndex;
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
    List<Row> rows =
        table
            .errors()
            .reading(() -> keyed(columns).orderBy(col(KEY)).limit(MODELS).collectAsList());
    for (Row row : rows) {
      if (!visitor.row(new SparkRow(row), at(keyOf(row)))) {
        return;
      }
    }
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
    long count = table.rows().count();
    long large = count * shape.bytes() / PARTITION_BYTES + 1;
    long many = Math.min(rows.sparkSession().sparkContext().defaultParallelism(), count / LEAST_ROWS + 1);
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

  /** What the rows of a set are, found in one pass. */
  static final class Survey implements Serializable {
    private static final long serialVersionUID = 1L;
    private final ArrayList<Long> counts = new ArrayList<>();
    private final TreeSet<String> labels = new TreeSet<>();
    private String firstBad;
    private String twice;

    /** Of rows in their order; each partition is surveyed by itself. */
    static Survey of(JavaRDD<TableExample> examples, boolean ownKey) {
      Survey all = new Survey();
      examples
          .mapPartitions(rows -> List.of(ofPartition(rows, ownKey)).iterator())
          .collect()
          .forEach(all::plus);
      return all;
    }

    private static Survey ofPartition(Iterator<TableExample> rows, boolean ownKey) {
      Survey survey = new Survey();
      long count = 0;
      String before = null;
      while (rows.hasNext()) {
        TableExample row = rows.next();
        count++;
        if (row.problem() == null) {
          if (survey.labels.size() <= ClassIndex.MOST_CLASSES) {
            survey.labels.add(row.label());
          }
        } else if (survey.firstBad == null) {
          survey.firstBad = row.problem();
        }
        if (ownKey
            && survey.twice == null
            && row.problem() == null
            && row.key().equals(before)) {
          survey.twice = before;
        }
        before = row.key();
      }
      survey.counts.add(count);
      return survey;
    }

    private void plus(Survey next) {
      counts.addAll(next.counts);
      labels.addAll(next.labels);
      firstBad = firstBad == null ? next.firstBad : firstBad;
      twice = twice == null ? next.twice : twice;
    }

    /** Of every partition. */
    List<Long> counts() {
      return counts;
    }

    /**
     * Refuses a key that does not tell rows apart.
     *
     * @throws BadDataException if two rows have one
     */
    void checkKeys(String table, String key) {
      if (twice != null) {
        throw new BadDataException(
            table,
            "row %s: another row has the same value in column %s; name a column in data.key whose values are there once"
                .formatted(Quoted.bare(twice), Quoted.of(key)));
      }
    }

    /** The classes of the rows. */
    ClassIndex classes(String table, String label, boolean training) {
      ClassIndex.Builder builder = new ClassIndex.Builder("column " + Quoted.of(label));
      labels.forEach(found -> builder.add(table, found));
      if (firstBad != null) {
        builder.bad(BadDataException.again(firstBad));
      }
      return builder.build(table, training);
    }
  }

  StructType schema(List<String> columns) {
    return table.rows().select(columns.stream().map(TableRows::named).toArray(Column[]::new)).schema();
  }
}
