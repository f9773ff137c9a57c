package org.leap.jobs.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.leap.core.noise.SeedDerivation;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.config.Portion;
import org.leap.jobs.formats.BadDataException;
import org.leap.spark.data.Placement;

/**
 * Which of the examples that are left to train do so, and whose labels are drawn anew: {@code
 * data.limit} and {@code data.labelNoise}. A pure function of the options, the examples' numbers
 * and their labels. What a smaller limit takes, a larger one takes too, and so it is with noise.
 */
final class TrainingDraw {
  private static final long LIMIT = 40;
  private static final long NEW_LABEL = 41;
  private static final int NOISE = 3;

  private final DataOptions options;
  private final int classes;

  TrainingDraw(DataOptions options, int classes) {
    this.options = options;
    this.classes = classes;
  }

  /**
   * Those that train, in their order.
   *
   * @param rows that may train, rising
   * @param label of a row; asked only if there is a limit
   * @throws BadDataException if there are not as many
   */
  int[] rows(int[] rows, IntUnaryOperator label) {
    if (options.limit().isEmpty()) {
      return rows;
    }
    Portion limit = options.limit().get();
    int count = limit.among(rows.length);
    if (count < 1 || count > rows.length) {
      throw new BadDataException(
          "the train set",
          "data.limit is %s, which is %s of %s examples; write a number between 1 and %s, or another share"
              .formatted(limit, count, rows.length, rows.length));
    }
    List<List<Integer>> byClass = new ArrayList<>();
    IntStream.range(0, classes).forEach(k -> byClass.add(new ArrayList<>()));
    for (int place : Placement.order(rows.length, SeedDerivation.derive(options.seed(), LIMIT))) {
      byClass.get(label.applyAsInt(rows[place])).add(rows[place]);
    }
    IntStream.Builder chosen = IntStream.builder();
    int left = count;
    // One of each class in turn, as long as it has any.
    for (int turn = 0; left > 0; turn++) {
      for (List<Integer> own : byClass) {
        if (left > 0 && turn < own.size()) {
          chosen.add(own.get(turn));
          left--;
        }
      }
    }
    return chosen.build().sorted().toArray();
  }

  /** Whether any label is drawn anew. */
  boolean isNoisy() {
    return options.labelNoise() > 0;
  }

  /**
   * The new label of every example that trains, or -1 where it keeps its own.
   *
   * @param rows those that train, in their order
   */
  int[] newLabels(int[] rows) {
    int[] labels = new int[rows.length];
    Arrays.fill(labels, -1);
    int drawn = (int) Math.round(options.labelNoise() * rows.length);
    boolean[] noisy = Placement.heldOut(rows.length, drawn, options.seed(), NOISE);
    for (int i = 0; i < rows.length; i++) {
      if (noisy[i]) {
        long seed = SeedDerivation.derive(options.seed(), NEW_LABEL, rows[i]);
        labels[i] = new SplittableRandom(seed).nextInt(classes);
      }
    }
    return labels;
  }
}
