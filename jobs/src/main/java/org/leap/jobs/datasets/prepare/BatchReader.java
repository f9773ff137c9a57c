package org.leap.jobs.datasets.prepare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.datasets.Census;
import org.leap.jobs.formats.Source;

/** The examples of a task's batches in an array each, and last their number. */
final class BatchReader implements Iterator<ExampleArrays> {
  private static final Configuration NO_FILES = new Configuration(false);

  private final Iterator<Source.Partition> batches;
  private final int exampleBytes;
  private final boolean skipBad;
  private final List<Census> censuses = new ArrayList<>();
  private int rows;
  private boolean ended;

  BatchReader(Iterator<Source.Partition> batches, int exampleBytes, boolean skipBad) {
    this.batches = batches;
    this.exampleBytes = exampleBytes;
    this.skipBad = skipBad;
  }

  @Override
  public boolean hasNext() {
    return !ended;
  }

  @Override
  public ExampleArrays next() {
    if (ended) {
      throw new NoSuchElementException();
    }
    if (!batches.hasNext()) {
      ended = true;
      return ExampleArrays.end(Census.sum(censuses));
    }
    ExampleArrays.Builder arrays = new ExampleArrays.Builder(exampleBytes);
    try {
      censuses.add(
          Census.read(
              List.of(batches.next()),
              NO_FILES,
              skipBad,
              (features, label, position) -> arrays.add(label, rows++, features, 0)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return arrays.build();
  }
}
