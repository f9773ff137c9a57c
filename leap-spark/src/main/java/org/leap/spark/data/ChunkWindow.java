package org.leap.spark.data;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The chunks of this process that are being trained or come next, where Spark does not keep them:
 * several rounds train from one chunk, and it should be read once. Holds a tenth of the heap, or
 * two chunks if they take more.
 */
final class ChunkWindow {
  private static final ChunkWindow OF_THIS_PROCESS =
      new ChunkWindow(Runtime.getRuntime().maxMemory() / 10);

  private static final ExecutorService READER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "leap-read-ahead");
            thread.setDaemon(true);
            return thread;
          });

  /** A chunk of an RDD of an application. */
  record Key(String data, int chunk) {}

  private final long limit;
  private final Map<Key, CompletableFuture<Chunk>> chunks =
      Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true));

  ChunkWindow(long limit) {
    this.limit = limit;
  }

  static ChunkWindow ofThisProcess() {
    return OF_THIS_PROCESS;
  }

  /** The chunk, read by this thread unless it is there or another thread reads it. */
  Chunk get(Key key, Supplier<Chunk> reader) {
    CompletableFuture<Chunk> mine = new CompletableFuture<>();
    CompletableFuture<Chunk> there = chunks.putIfAbsent(key, mine);
    if (there == null) {
      read(key, reader, mine);
      there = mine;
    }
    try {
      return there.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Begins to read the chunk in another thread, unless it is there. */
  void readAhead(Key key, Supplier<Chunk> reader) {
    CompletableFuture<Chunk> mine = new CompletableFuture<>();
    if (chunks.putIfAbsent(key, mine) == null) {
      READER.execute(() -> read(key, reader, mine));
    }
  }

  private void read(Key key, Supplier<Chunk> reader, CompletableFuture<Chunk> result) {
    try {
      Chunk chunk = reader.get();
      makeRoom(chunk.bytes());
      result.complete(chunk);
    } catch (Exception | Error e) {
      // Scala's code throws checked exceptions too, although no method says so.
      chunks.remove(key, result);
      // Whoever waits for it gets the error; whoever comes later tries again.
      result.completeExceptionally(e);
    }
  }

  /** Forgets the chunks that were not asked for the longest. */
  private void makeRoom(long coming) {
    synchronized (chunks) {
      long held = coming + chunks.values().stream().mapToLong(ChunkWindow::size).sum();
      Iterator<CompletableFuture<Chunk>> oldest = chunks.values().iterator();
      while (held > limit && chunks.size() > 2 && oldest.hasNext()) {
        long size = size(oldest.next());
        if (size > 0) {
          oldest.remove();
          held -= size;
        }
      }
    }
  }

  /** 0 while it is being read. */
  private static long size(CompletableFuture<Chunk> chunk) {
    return chunk.isDone() && !chunk.isCompletedExceptionally() ? chunk.join().bytes() : 0;
  }
}
