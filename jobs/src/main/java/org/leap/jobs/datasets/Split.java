package org.leap.jobs.datasets;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Placement;

/**
 * Which role the examples of a source's training set play: some are held back to test or to
 * validate on, where there are no examples of their own for that, and of the others perhaps not all
 * train, or not under their own labels. Depends on their number, the seed and the shares alone, and
 * with {@code data.limit} on their labels.
 */
public final class Split {
  private static final int TEST = 1;
  private static final int VALIDATION = 2;

  /** Null for what is left out. */
  private final Subset[] roles;

  /** By example, -1 where it keeps its label; null where all do. */
  private final int[] newLabels;

  private Split(Subset[] roles, int[] newLabels) {
    this.roles = roles;
    this.newLabels = newLabels;
  }

  /** Whether the labels must be known to say which examples train. */
  public static boolean needsLabels(DataOptions options) {
    return options.limit().isPresent();
  }

  /**
   * The split that the options ask for.
   *
   * @param examples in the source's training set
   * @param label of each of them; asked only if {@link #needsLabels}
   * @throws BadDataException if a set would be empty
   */
  public static Split of(Source source, DataOptions options, int examples, IntUnaryOperator label) {
    Split split =
        of(
            examples,
            source.partitions(Subset.TEST).isEmpty() ? 1 - options.split() : 0,
            source.partitions(Subset.VALIDATION).isEmpty() ? options.validation() : 0,
            options.seed());
    ExampleShape shape = source.shape();
    // Numbers are drawn as if they were of one class.
    return split.drawn(
        new TrainingDraw(options, shape.outputs()), shape.measured() ? row -> 0 : label);
  }

  private Split drawn(TrainingDraw draw, IntUnaryOperator label) {
    int[] left = rows(Subset.TRAIN);
    int[] rows = draw.rows(left, label);
    for (int row : left) {
      roles[row] = null;
    }
    for (int row : rows) {
      roles[row] = Subset.TRAIN;
    }
    if (!draw.isNoisy()) {
      return this;
    }
    int[] ofAll = new int[roles.length];
    Arrays.fill(ofAll, -1);
    int[] ofRows = draw.newLabels(rows);
    for (int i = 0; i < rows.length; i++) {
      ofAll[rows[i]] = ofRows[i];
    }
    return new Split(roles, ofAll);
  }

  /** Shares of the examples, and of those that are then left; 0 for none. */
  static Split of(int examples, double test, double validation, long seed) {
    Subset[] roles = new Subset[examples];
    Arrays.fill(roles, Subset.TRAIN);
    hold(roles, Subset.TEST, test, seed, TEST);
    hold(roles, Subset.VALIDATION, validation, seed, VALIDATION);
    if (examples == 0) {
      throw new BadDataException("the train set", "has no examples; use data that holds some");
    }
    return new Split(roles, null);
  }

  private static void hold(Subset[] roles, Subset role, double share, long seed, int purpose) {
    if (share == 0) {
      return;
    }
    int[] left = rows(roles, Subset.TRAIN);
    int held = (int) Math.round(share * left.length);
    if (held == 0 || held == left.length) {
      throw new BadDataException(
          "the train set",
          String.format(
              Locale.ROOT,
              "holding back %.3g of %s examples to %s leaves an empty set; change %s or use more data",
              share,
              left.length,
              role == Subset.TEST ? "test" : "validate",
              role == Subset.TEST ? "data.split" : "data.validation"));
    }
    boolean[] chosen = Placement.heldOut(left.length, held, seed, purpose);
    for (int i = 0; i < left.length; i++) {
      if (chosen[i]) {
        roles[left[i]] = role;
      }
    }
  }

  /** The examples of the source's training set that play a role, in their order. */
  public int[] rows(Subset role) {
    return rows(roles, role);
  }

  /** The role of an example of the source's training set; nothing for one that is left out. */
  public Optional<Subset> role(int row) {
    return Optional.ofNullable(roles[row]);
  }

  /** The label of an example of the source's training set. */
  public int label(int row, int stored) {
    return newLabels == null || newLabels[row] < 0 ? stored : newLabels[row];
  }

  /** Whether no example has another label than it is stored with. */
  public boolean keepsLabels() {
    return newLabels == null;
  }

  private static int[] rows(Subset[] roles, Subset role) {
    return IntStream.range(0, roles.length).filter(row -> roles[row] == role).toArray();
  }
}
