package org.leap.jobs.datasets.tables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;

/** Rows read on the driver, with their keys and what is bad about them. */
final class RowsRead implements Source.Sink {
  final List<byte[]> features = new ArrayList<>();
  final List<Integer> labels = new ArrayList<>();
  final List<String> keys = new ArrayList<>();
  final List<String> bad = new ArrayList<>();

  private RowsRead() {}

  static RowsRead of(Source source) throws IOException {
    RowsRead read = new RowsRead();
    for (Source.Partition partition : source.partitions(Subset.TRAIN)) {
      partition.read(new Configuration(false), read);
    }
    return read;
  }

  @Override
  public void example(byte[] example, int label, RecordPosition place) {
    features.add(example);
    labels.add(label);
    keys.add(place.key());
  }

  @Override
  public void bad(BadDataException reason, RecordPosition place) {
    bad.add(reason.getMessage());
  }

  /** The same examples at the same places. */
  void assertSame(RowsRead found) {
    assertEquals(labels, found.labels);
    assertArrayEquals(features.toArray(), found.features.toArray());
  }
}
