package org.leap.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class TurnsTest {
  @Test
  void piecesTakeTurnsBackAndForthAndTheFirstCallDoesNotCount() {
    List<String> calls = new ArrayList<>();
    Turns turns =
        Turns.timed(
            List.of(() -> calls.add("a"), () -> calls.add("b")),
            2,
            System::nanoTime,
            Duration.ZERO,
            Duration.ZERO);
    assertEquals(List.of("a", "a", "a", "b", "b", "b"), calls.subList(0, 6));
    assertEquals(12, calls.size(), "one turn to warm up and one that counts");
    assertEquals(1, turns.count());
  }

  @Test
  void aPieceThatTakesSecondsIsTimedByFewerCalls() {
    AtomicLong clock = new AtomicLong();
    AtomicInteger calls = new AtomicInteger();
    Turns.Piece piece =
        () -> {
          clock.addAndGet(3_000_000_000L);
          calls.incrementAndGet();
        };
    assertEquals(3e9, Turns.shortest(piece, 5, clock::get));
    assertEquals(3, calls.get(), "one to prepare, and two");
  }

  @Test
  void theRatioIsThatOfTheTimes() {
    Turns turns =
        Turns.timed(
            List.of(() -> sleep(2), () -> sleep(10)),
            3,
            System::nanoTime,
            Duration.ZERO,
            Duration.ofMillis(200));
    double ratio = turns.ratio(1, 0);
    assertTrue(ratio > 2 && ratio < 6, () -> "ratio " + ratio);
    assertTrue(turns.minimum(0) >= 2e6 && turns.minimum(0) <= turns.median(0));
  }

  @Test
  void theMedianIsTheMiddle() {
    assertEquals(3, Turns.median(9, 1, 3));
    assertEquals(2.5, Turns.median(1, 9, 2, 3));
  }

  private static void sleep(int millis) {
    long end = System.nanoTime() + millis * 1_000_000L;
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
