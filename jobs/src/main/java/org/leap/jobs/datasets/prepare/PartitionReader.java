package org.leap.jobs.datasets.prepare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.datasets.Census;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.SourcePartition;

/**
 * The examples of a partition in arrays of about a megabyte, and last their number. A thread of its
 * own reads them, a few megabytes ahead and no more: a partition may be larger than memory.
 */
final class PartitionReader implements Iterator<ExampleArrays>, AutoCloseable {
  private static final int ARRAY_BYTES = 1 << 20;
  private static final int ARRAYS_AHEAD = 4;

  private final SourcePartition partition;
  private final Configuration hadoop;
  private final int exampleBytes;
  private final boolean skipBad;

  /** Of the arrays, then of null; or of what has ended the reading too early. */
  private final BlockingQueue<Callable<ExampleArrays>> results =
      new ArrayBlockingQueue<>(ARRAYS_AHEAD);

  private final Thread thread = new Thread(this::read, "leap-partition-reader");
  private ExampleArrays.Builder filling;
  private int rows;
  private ExampleArrays next;
  private boolean ended;

  private PartitionReader(
      SourcePartition partition, Configuration hadoop, int exampleBytes, boolean skipBad) {
    this.partition = partition;
    this.hadoop = hadoop;
    this.exampleBytes = exampleBytes;
    this.skipBad = skipBad;
    this.filling = new ExampleArrays.Builder(exampleBytes);
  }

  /** Begins to read; whoever calls this closes the reader. */
  static PartitionReader start(
      SourcePartition partition, Configuration hadoop, int exampleBytes, boolean skipBad) {
    PartitionReader reader = new PartitionReader(partition, hadoop, exampleBytes, skipBad);
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  private void read() {
    Callable<ExampleArrays> end = () -> null;
    try {
      Census census = Census.read(List.of(partition), hadoop, skipBad, this::take);
      handOver();
      put(() -> ExampleArrays.end(census));
    } catch (IOException | RuntimeException e) {
      end =
          () -> {
            throw e;
          };
    } catch (Error e) {
      end =
          () -> {
            throw e;
          };
    }
    put(end);
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
      put(() -> filled);
      filling = new ExampleArrays.Builder(exampleBytes);
    }
  }

  private void put(Callable<ExampleArrays> result) {
    try {
      results.put(result);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("closed while reading", e);
    }
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      try {
        next = results.take().call();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (RuntimeException e) {
        throw e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while reading", e);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      ended = next == null;
    }
    return !ended;
  }

  @Override
  public ExampleArrays next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ExampleArrays arrays = next;
    next = null;
    return arrays;
  }

  /** Ends the reading. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
