package org.leap.jobs.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.formats.BadRecords;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.SourcePartition;

/**
 * The examples of a part in packs of about a megabyte, and last what was wrong with others. A
 * thread of its own reads them, a few packs ahead and no more: a part may be larger than memory.
 */
final class PackReader implements Iterator<Pack>, AutoCloseable {
  private static final int PACK_BYTES = 1 << 20;
  private static final int PACKS_AHEAD = 4;

  private final SourcePartition part;
  private final Configuration hadoop;
  private final int exampleBytes;
  private final BadRecords bad;

  /** Of every pack, then of null; or of what has ended the part too early. */
  private final BlockingQueue<Callable<Pack>> results = new ArrayBlockingQueue<>(PACKS_AHEAD);

  private final Thread thread = new Thread(this::read, "leap-part-reader");
  private Pack.Builder filling;
  private Pack next;
  private boolean ended;

  private PackReader(
      SourcePartition part, Configuration hadoop, int exampleBytes, boolean skipBad) {
    this.part = part;
    this.hadoop = hadoop;
    this.exampleBytes = exampleBytes;
    this.bad = new BadRecords(skipBad);
    this.filling = new Pack.Builder(exampleBytes);
  }

  /** Begins to read; whoever calls this closes the reader. */
  static PackReader start(
      SourcePartition part, Configuration hadoop, int exampleBytes, boolean skipBad) {
    PackReader reader = new PackReader(part, hadoop, exampleBytes, skipBad);
    reader.thread.setDaemon(true);
    reader.thread.start();
    return reader;
  }

  private void read() {
    Callable<Pack> end = () -> null;
    try {
      part.read(hadoop, Sinks.into(this::take, bad));
      handOver();
      if (bad.count() > 0) {
        put(() -> Pack.bad(bad.count(), bad.first()));
      }
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

  private void take(byte[] features, int label, RecordPosition place) {
    if (features.length != exampleBytes) {
      throw new IllegalArgumentException(
          "Invalid example: %s bytes, expected %s".formatted(features.length, exampleBytes));
    }
    filling.add(label, 0, features, 0);
    if (filling.bytes() >= PACK_BYTES) {
      handOver();
    }
  }

  private void handOver() {
    if (filling.bytes() > 0) {
      Pack pack = filling.build();
      put(() -> pack);
      filling = new Pack.Builder(exampleBytes);
    }
  }

  private void put(Callable<Pack> result) {
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
  public Pack next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Pack pack = next;
    next = null;
    return pack;
  }

  /** Ends the reading. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
