package org.leap.jobs.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Subset;

class SplitTest {
  @Test
  void everyExamplePlaysOnePart() {
    Split split = Split.of(1000, 0.2, 0.1, 42);
    assertEquals(200, split.rows(Subset.TEST).length);
    assertEquals(80, split.rows(Subset.VALIDATION).length);
    assertEquals(720, split.rows(Subset.TRAIN).length);
    assertArrayEquals(
        IntStream.range(0, 1000).toArray(),
        Arrays.stream(Subset.values())
            .flatMapToInt(role -> Arrays.stream(split.rows(role)))
            .sorted()
            .toArray());
  }

  @Test
  void seedDecidesAndIsRepeatable() {
    int[] first = Split.of(100, 0.5, 0, 1).rows(Subset.TEST);
    assertArrayEquals(first, Split.of(100, 0.5, 0, 1).rows(Subset.TEST));
    assertFalse(Arrays.equals(first, Split.of(100, 0.5, 0, 2).rows(Subset.TEST)));
  }

  @Test
  void emptySetsAreRefusedWithWhatToChange() {
    assertEquals(
        "the train set: holding back 0.200 of 2 examples to test leaves an empty set; change data.split or use more data",
        assertThrows(BadDataException.class, () -> Split.of(2, 0.2, 0, 1)).getMessage());
    assertEquals(
        "the train set: holding back 0.900 of 2 examples to validate leaves an empty set; change data.validation or use more data",
        assertThrows(BadDataException.class, () -> Split.of(2, 0, 0.9, 1)).getMessage());
    assertEquals(
        "the train set: has no examples; use data that holds some",
        assertThrows(BadDataException.class, () -> Split.of(0, 0, 0, 1)).getMessage());
  }
}
