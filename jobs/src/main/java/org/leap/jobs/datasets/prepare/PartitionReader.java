package org.leap.jobs.datasets.prepare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.datasets.Census;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;

/**
 * The examples of a partition in arrays of about a megabyte, and last their number. A thread of its
 * own reads them, a few megabytes ahead and no more: a partition may be larger than memory.
 */
final class PartitionReader implements Iterator<ExampleArrays>, AutoCloseable {
  private static final int ARRAY_BYTES = 1 << 20;
  private static final int ARRAYS_AHEAD = 4;

  private final Source.Partition partition;
  private final Configuration hadoop;
  private final int exampleBytes;
  private final boolean skipBad;

  /** Of the arrays, the last with a census; or of what has ended the reading too early. */
  private final BlockingQueue<Supplier<ExampleArrays>> results =
      new ArrayBlockingQueue<>(ARRAYS_AHEAD);

  private final Thread thread = new Thread(this::read, "leap-partition-reader");
  private ExampleArrays.Builder filling;
  private int rows;
  private boolean ended;

  private PartitionReader(
      Source.Partition partition, Configuration hadoop, int exampleBytes, boolean skipBad) {
    this.partition = partition;
    this.hadoop = hadoop;
    this.exampleBytes = exampleBytes;
    this.skipBad = skipBad;
    this.filling = new ExampleArrays.Builder(exampleBytes);
  }

  /** Begins to read; whoever calls this closes the reader. */
  static PartitionReader start(
      Source.Partition partition, Configuration hadoop, int exampleBytes, boolean skipBad) {
    PartitionReader reader = new PartitionReader(partition, hadoop, exampleBytes, skipBad);
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  private void read() {
    try {
      Census census = Census.read(List.of(partition), hadoop, skipBad, this::take);
      handOver();
      end(() -> ExampleArrays.end(census));
    } catch (IOException e) {
      end(() -> ExceptionUtils.rethrow(new UncheckedIOException(e)));
    } catch (RuntimeException | Error e) {
      end(() -> ExceptionUtils.rethrow(e));
    }
  }

  private void take(byte[] features, int label, RecordPosition position) {
    if (features.length != exampleBytes) {
      throw new IllegalArgumentException(
          "Invalid example: %s bytes, expected %s".formatted(features.length, exampleBytes));
    }
    filling.add(label, rows++, features, 0);
    if (filling.bytes() >= ARRAY_BYTES) {
      handOver();
    }
  }

  private void handOver() {
    if (filling.bytes() > 0) {
      ExampleArrays filled = filling.build();
      try {
        results.put(() -> filled);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("closed while reading", e);
      }
      filling = new ExampleArrays.Builder(exampleBytes);
    }
  }

  /** The thread must end without an error: an executor ends with a thread that does not. */
  private void end(Supplier<ExampleArrays> last) {
    try {
      results.put(last);
    } catch (InterruptedException e) {
      // Closed: nobody asks any more.
      Thread.currentThread().interrupt();
    }
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
    try {
      ExampleArrays next = results.take().get();
      ended = next.census() != null;
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", e);
    }
  }

  /** Ends the reading. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
