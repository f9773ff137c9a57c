package org.leap.jobs.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class RunDirectoryTest {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 5);

  @Test
  void nameAndDateAreFilledIn() {
    assertEquals(
        "hdfs:///runs/lenet/2026-01-05/lenet",
        RunDirectory.of("hdfs:///runs/{name}/{date}/{name}", "lenet", DATE));
  }

  @Test
  void anythingElseStays() {
    assertEquals("runs/$1 } {", RunDirectory.of("runs/$1 } {", "lenet", DATE));
  }

  @Test
  void anUnknownPlaceholderIsRefused() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> RunDirectory.of("runs/{nmae}/{date}", "lenet", DATE));
    assertEquals(
        "unknown placeholder {nmae} in --run-dir runs/{nmae}/{date}: {name} and {date} are known",
        e.getMessage());
  }
}
