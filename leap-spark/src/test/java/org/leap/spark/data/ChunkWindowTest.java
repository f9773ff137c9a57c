package org.leap.spark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ChunkWindowTest {
  private final ChunkWindow window = new ChunkWindow(3 * 100);
  private final AtomicInteger reads = new AtomicInteger();

  private Chunk read() {
    reads.incrementAndGet();
    return new Chunk(new byte[100], new int[10]);
  }

  private Chunk get(int chunk) {
    return window.get(new ChunkWindow.Key("data", chunk), this::read);
  }

  @Test
  void chunkIsReadOnceWhileItIsInUse() {
    assertSame(get(0), get(0));
    assertEquals(1, reads.get());
  }

  @Test
  void oldestIsForgottenWhenThereIsNoRoom() {
    Chunk first = get(0);
    get(1);
    get(2);
    assertSame(first, get(0));
    get(3);
    assertSame(first, get(0));
    assertEquals(4, reads.get());
    get(1);
    assertEquals(5, reads.get());
  }

  @Test
  void chunkReadAheadIsThereWhenItIsAskedFor() {
    window.readAhead(new ChunkWindow.Key("data", 7), this::read);
    window.readAhead(new ChunkWindow.Key("data", 7), this::read);
    get(7);
    assertEquals(1, reads.get());
  }

  @Test
  void dataSetsAreToldApart() {
    assertNotSame(get(0), window.get(new ChunkWindow.Key("other", 0), this::read));
  }

  @Test
  void failureReachesWhoAskedAndIsTriedAgain() {
    var key = new ChunkWindow.Key("data", 1);
    var failure =
        assertThrows(
            IllegalStateException.class,
            () ->
                window.get(
                    key,
                    () -> {
                      throw new IllegalStateException("disk");
                    }));
    assertEquals("disk", failure.getMessage());
    get(1);
    assertEquals(1, reads.get());
  }

  /** Scala's code throws checked exceptions that no method declares. */
  @Test
  void undeclaredFailureIsTriedAgainTooAndNotWaitedForForEver() {
    var key = new ChunkWindow.Key("data", 1);
    var failure =
        assertThrows(
            Exception.class,
            () ->
                window.get(
                    key, () -> ChunkWindowTest.<RuntimeException>fail(new IOException("disk"))));
    assertTrue(failure.getMessage().endsWith("disk"), failure.getMessage());
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> get(1));
    assertEquals(1, reads.get());
  }

  @SuppressWarnings("unchecked")
  private static <E extends Exception> Chunk fail(Exception failure) throws E {
    throw (E) failure;
  }
}
