package org.leap.jobs.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.config.Portion;
import org.leap.jobs.formats.BadDataException;

class TrainingDrawTest {
  private static final int CLASSES = 4;

  static DataOptions options(long seed, Optional<Portion> limit, double labelNoise) {
    DataOptions some = DataOptions.DEFAULT;
    return new DataOptions(
        some.validation(),
        some.split(),
        some.normalization(),
        seed,
        limit,
        labelNoise,
        some.onBadRecord(),
        some.badRecordLimit(),
        some.augment(),
        some.cache());
  }

  private static int[] chosen(Portion limit, long seed, int rows) {
    return new TrainingDraw(options(seed, Optional.of(limit), 0), CLASSES)
        .rows(IntStream.range(0, rows).toArray(), row -> label(row, rows));
  }

  /** Classes of 70, 20, 8 and 2 percent, sorted. */
  private static int label(int row, int rows) {
    double place = (double) row / rows;
    return place < 0.7 ? 0 : place < 0.9 ? 1 : place < 0.98 ? 2 : 3;
  }

  private static List<Long> perClass(int[] rows, int all) {
    return IntStream.range(0, CLASSES)
        .mapToObj(k -> Arrays.stream(rows).filter(row -> label(row, all) == k).count())
        .toList();
  }

  @Test
  void aLimitTakesAsManyOfEveryClassAsThereAre() {
    assertEquals(List.of(10L, 10L, 10L, 10L), perClass(chosen(Portion.of(40), 1, 1000), 1000));
    assertEquals(List.of(11L, 11L, 10L, 10L), perClass(chosen(Portion.of(42), 1, 1000), 1000));
    // 20 of the last class are all there are; the others share what is left.
    assertEquals(List.of(60L, 60L, 60L, 20L), perClass(chosen(Portion.of(0.2), 1, 1000), 1000));
    assertEquals(List.of(700L, 200L, 80L, 20L), perClass(chosen(Portion.of(1000), 1, 1000), 1000));
  }

  @Test
  void aSmallerLimitIsPartOfALargerOneAndSeedsDiffer() {
    int[] few = chosen(Portion.of(50), 3, 1000);
    Set<Integer> many = new HashSet<>(boxed(chosen(Portion.of(300), 3, 1000)));
    assertTrue(many.containsAll(boxed(few)));
    assertArrayEquals(few, chosen(Portion.of(50), 3, 1000));
    assertFalse(Arrays.equals(few, chosen(Portion.of(50), 4, 1000)));
    assertArrayEquals(Arrays.stream(few).sorted().toArray(), few);
  }

  @Test
  void aLimitThatDoesNotFitIsRefused() {
    assertEquals(
        "the train set: data.limit is 11, which is 11 of 10 examples; write a number between 1 and 10, or another share",
        assertThrows(BadDataException.class, () -> chosen(Portion.of(11), 1, 10)).getMessage());
    assertEquals(
        "the train set: data.limit is 0.01, which is 0 of 10 examples; write a number between 1 and 10, or another share",
        assertThrows(BadDataException.class, () -> chosen(Portion.of(0.01), 1, 10)).getMessage());
  }

  @Test
  void noiseDrawsJustItsShareOfTheLabelsEvenly() {
    int[] rows = IntStream.range(0, 10_000).map(i -> 3 * i).toArray();
    int[] labels = new TrainingDraw(options(7, Optional.empty(), 0.3), CLASSES).newLabels(rows);
    long[] drawn = new long[CLASSES];
    Arrays.stream(labels).filter(label -> label >= 0).forEach(label -> drawn[label]++);
    assertEquals(3000, Arrays.stream(drawn).sum());
    double[] even = {750, 750, 750, 750};
    assertTrue(new ChiSquareTest().chiSquareTest(even, drawn) > 0.001, Arrays.toString(drawn));
    int[] more = new TrainingDraw(options(7, Optional.empty(), 0.4), CLASSES).newLabels(rows);
    assertTrue(
        IntStream.range(0, more.length).allMatch(i -> labels[i] < 0 || labels[i] == more[i]));
    int[] other = new TrainingDraw(options(8, Optional.empty(), 0.3), CLASSES).newLabels(rows);
    assertFalse(Arrays.equals(labels, other));
  }

  @Test
  void withoutNoiseEveryLabelStays() {
    int[] labels = new TrainingDraw(options(7, Optional.empty(), 0), 2).newLabels(new int[100]);
    assertEquals(Set.of(-1), Set.copyOf(boxed(labels)));
  }

  private static List<Integer> boxed(int[] rows) {
    return Arrays.stream(rows).boxed().toList();
  }
}
