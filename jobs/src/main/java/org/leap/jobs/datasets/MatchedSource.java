package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.ExampleSink;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.SourcePartition;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;

/** A source with other numbers for its classes and another order of its features. */
final class MatchedSource implements Source {
  private final Source source;
  private final ExampleShape shape;
  private final DataNames names;
  private final int[] labels;
  private final int[] columns;

  /**
   * @param labels the new number of each class of the source
   * @param columns the place in the source of each feature, {@code [channels]}; empty to leave them
   */
  MatchedSource(Source source, ExampleShape shape, DataNames names, int[] labels, int[] columns) {
    this.source = source;
    this.shape = shape;
    this.names = names;
    this.labels = labels;
    this.columns = columns;
  }

  @Override
  public ExampleShape shape() {
    return shape;
  }

  @Override
  public List<String> classNames() {
    return names.classes();
  }

  @Override
  public DataNames names() {
    return names;
  }

  @Override
  public List<SourcePartition> partitions(Subset subset) {
    return source.partitions(subset).stream()
        .<SourcePartition>map(
            partition -> new Matched(partition, labels, columns, shape.bytes() / shape.channels()))
        .toList();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Matched(SourcePartition partition, int[] labels, int[] columns, int columnBytes)
      implements SourcePartition {
    private static final long serialVersionUID = 1L;

    @Override
    public void read(Configuration hadoop, ExampleSink sink) throws IOException {
      partition.read(
          hadoop,
          new ExampleSink() {
            @Override
            public void example(byte[] features, int label, RecordPosition position) {
              sink.example(inOrder(features), labels[label], position);
            }

            @Override
            public void bad(BadDataException reason, RecordPosition position) {
              sink.bad(reason, position);
            }
          });
    }

    private byte[] inOrder(byte[] features) {
      if (columns.length == 0) {
        return features;
      }
      byte[] ordered = new byte[features.length];
      for (int i = 0; i < columns.length; i++) {
        System.arraycopy(features, columns[i] * columnBytes, ordered, i * columnBytes, columnBytes);
      }
      return ordered;
    }
  }
}
