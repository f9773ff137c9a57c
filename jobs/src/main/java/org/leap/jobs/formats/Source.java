package org.leap.jobs.formats;

import java.util.List;
import java.util.OptionalInt;
import org.leap.spark.data.ExampleShape;

/**
 * A data set in the format its files have. Lives on the driver; its partitions travel to executors.
 */
public interface Source {
  /** Shape of every example of every subset. */
  ExampleShape shape();

  /** Names of the classes, in the order of their labels. */
  List<String> classNames();

  /** Names of the classes and, where they have any, of the features. */
  default DataNames names() {
    return DataNames.ofClasses(classNames());
  }

  /** What a user should know of the files and need not mend, a line each. */
  default List<String> remarks() {
    return List.of();
  }

  /**
   * Where the examples of a subset are, in an order that depends on the files alone. Empty when the
   * files hold no such subset.
   */
  List<SourcePartition> partitions(Subset subset);

  /**
   * How many records a subset has, good or bad, if that is known and any of them can be read alone.
   */
  default OptionalInt selectable(Subset subset) {
    return OptionalInt.empty();
  }

  /**
   * Some records of a subset.
   *
   * @param records their numbers in the order of {@link #partitions}, in the order they are to be
   *     read
   * @throws UnsupportedOperationException if the subset is not selectable
   */
  default SourcePartition select(Subset subset, int[] records) {
    throw new UnsupportedOperationException();
  }
}
