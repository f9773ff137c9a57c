package org.leap.jobs.datasets;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.Placement;

/**
 * Which role the examples of a source's training set play: some are held back to test or to
 * validate on, where there are no examples of their own for that. Depends on their number, the seed
 * and the shares alone.
 */
public final class Split {
  private static final int TEST = 1;
  private static final int VALIDATION = 2;

  private final Subset[] roles;

  private Split(Subset[] roles) {
    this.roles = roles;
  }

  /**
   * The split that the options ask for.
   *
   * @param examples in the source's training set
   * @throws BadDataException if a set would be empty
   */
  public static Split of(Source source, DataOptions options, int examples) {
    return of(
        examples,
        source.partitions(Subset.TEST).isEmpty() ? 1 - options.split() : 0,
        source.partitions(Subset.VALIDATION).isEmpty() ? options.validation() : 0,
        options.seed());
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
    return new Split(roles);
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

  /** The role of an example of the source's training set. */
  public Subset role(int row) {
    return roles[row];
  }

  private static int[] rows(Subset[] roles, Subset role) {
    return IntStream.range(0, roles.length).filter(row -> roles[row] == role).toArray();
  }
}
