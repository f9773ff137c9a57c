package org.leap.jobs.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.leap.jobs.process.UsageException;

class LocationTemplateTest {
  private static final LocalDate DATE = LocalDate.of(2026, 1, 5);

  @Test
  void nameAndDateAreFilledIn() {
    assertEquals(
        "hdfs:///runs/lenet/2026-01-05/lenet",
        LocationTemplate.of("hdfs:///runs/{name}/{date}/{name}", "lenet", DATE));
  }

  @Test
  void anythingElseStays() {
    assertEquals("runs/$1 } {", LocationTemplate.of("runs/$1 } {", "lenet", DATE));
  }

  @Test
  void anUnknownPlaceholderIsRefused() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> LocationTemplate.of("runs/{nmae}/{date}", "lenet", DATE));
    assertEquals(
        "unknown placeholder {nmae} in --run-dir runs/{nmae}/{date}: {name} and {date} are known",
        e.getMessage());
  }
}
