package org.leap.jobs.datasets.tables;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.tables.ClassIndex;
import org.leap.jobs.formats.tables.RowFormat;

/** The examples of a table, on the executors' disks. */
record ReadTable(
    String name, JavaRDD<TableExample> examples, List<Long> counts, ClassIndex classes) {
  private static final int BATCH_BYTES = 1 << 20;

  List<Source.Partition> partitions() {
    List<Source.Partition> partitions = new ArrayList<>();
    long first = 0;
    for (int i = 0; i < counts.size(); i++) {
      partitions.add(new OnDriver(this, i, first));
      first += counts.get(i);
    }
    return List.copyOf(partitions);
  }

  JavaRDD<Source.Partition> batches() {
    String table = name;
    ClassIndex index = classes;
    return examples.mapPartitions(rows -> new Batches(table, index, rows));
  }

  /** Some rows that were read. */
  private record Batch(String table, ClassIndex classes, List<TableExample> rows, long first)
      implements Source.Partition {
    private static final long serialVersionUID = 1L;

    @Override
    public void read(Configuration hadoop, Source.Sink sink) {
      long number = first;
      for (TableExample row : rows) {
        RecordPosition at = new RecordPosition(table, number++, row.key());
        if (row.problem() == null) {
          classes.example(() -> new RowFormat.Row(row.label(), row.features(), at), at, sink);
        } else {
          sink.bad(BadDataException.again(row.problem()), at);
        }
      }
    }
  }

  /** Fetched by the driver, which alone can read it. */
  private record OnDriver(ReadTable table, int index, long first) implements Source.Partition {
    private static final long serialVersionUID = 1L;

    @Override
    public void read(Configuration hadoop, Source.Sink sink) {
      List<TableExample> rows = table.examples().collectPartitions(new int[] {index})[0];
      new Batch(table.name(), table.classes(), rows, first).read(hadoop, sink);
    }
  }

  /** Some megabytes of a task's rows after the other. */
  private static final class Batches implements Iterator<Source.Partition> {
    private final String table;
    private final ClassIndex classes;
    private final Iterator<TableExample> rows;

    Batches(String table, ClassIndex classes, Iterator<TableExample> rows) {
      this.table = table;
      this.classes = classes;
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public Source.Partition next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      List<TableExample> batch = new ArrayList<>();
      for (long bytes = 0; bytes < ReadTable.BATCH_BYTES && rows.hasNext(); ) {
        TableExample row = rows.next();
        batch.add(row);
        bytes += row.problem() == null ? row.features().length : row.problem().length();
      }
      return new Batch(table, classes, batch, 0);
    }
  }
}
