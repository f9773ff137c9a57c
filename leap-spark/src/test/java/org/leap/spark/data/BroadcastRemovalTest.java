package org.leap.spark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BroadcastRemovalTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void itWaitsForWhatEnds() {
    boolean[] done = {false};
    BroadcastRemoval.await(() -> done[0] = true, SOON);
    assertTrue(done[0]);
  }

  @Test
  void itDoesNotWaitForWhatNeverEnds() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    Runnable never =
        () -> {
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
        };
    assertTimeoutPreemptively(SOON, () -> BroadcastRemoval.await(never, SHORT));
    assertTrue(interrupted.await(SOON.toSeconds(), TimeUnit.SECONDS), "the thread is left behind");
  }

  @Test
  void whatFailsIsToldAsItIs() {
    Runnable failing =
        () -> {
          throw new IllegalArgumentException("destroyed already");
        };
    assertEquals(
        "destroyed already",
        assertThrows(IllegalArgumentException.class, () -> BroadcastRemoval.await(failing, SOON))
            .getMessage());
  }

  @Test
  void anInterruptedThreadStaysSo() {
    Thread.currentThread().interrupt();
    BroadcastRemoval.await(() -> {}, SOON);
    // Whichever came first, the interruption is not swallowed.
    assertTrue(Thread.interrupted());
  }
}
