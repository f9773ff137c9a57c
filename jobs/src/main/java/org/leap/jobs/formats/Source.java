package org.leap.jobs.formats;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.leap.spark.data.ExampleShape;

/**
 * A data set in the format its files have. Lives on the driver; its partitions travel to executors.
 */
public interface Source {
  /** Shape of every example of every subset. */
  ExampleShape shape();

  /** Names of the classes and, where they have any, of the features. */
  DataNames names();

  /** Names of the classes, in the order of their labels. */
  default List<String> classNames() {
    return names().classes();
  }

  /** What a user should know of the files and need not mend, a line each. */
  default List<String> remarks() {
    return List.of();
  }

  /** What names the state of the source, where something does: the snapshot of a table. */
  default Map<String, String> identity() {
    return Map.of();
  }

  /**
   * What is known of the features before any example is read.
   *
   * @param sparse whether the files leave out zeros, so that scaling had better keep them
   * @param missing how many values of each feature the training set lacks; empty where nothing
   *     stands for a missing value
   */
  record Traits(boolean sparse, List<Long> missing) {
    /** Of data whose values are all there. */
    public static final Traits DENSE = new Traits(false, List.of());
  }

  /** What is known of its features. */
  default Traits traits() {
    return Traits.DENSE;
  }

  /**
   * Where the examples of a subset are, in an order that depends on the files alone. Empty when the
   * files hold no such subset.
   */
  List<Partition> partitions(Subset subset);

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
  default Partition select(Subset subset, int[] records) {
    throw new UnsupportedOperationException();
  }

  /**
   * A source that was opened once and for all: shape, names and files are known.
   *
   * @param partitionsBySubset nothing for a subset that it does not have
   */
  record Opened(
      ExampleShape shape,
      DataNames names,
      Map<Subset, List<Partition>> partitionsBySubset,
      List<String> remarks,
      Traits traits)
      implements Source {
    /** Of data whose values are all there. */
    public Opened(
        ExampleShape shape,
        DataNames names,
        Map<Subset, List<Partition>> partitionsBySubset,
        List<String> remarks) {
      this(shape, names, partitionsBySubset, remarks, Traits.DENSE);
    }

    @Override
    public List<Partition> partitions(Subset subset) {
      return partitionsBySubset.getOrDefault(subset, List.of());
    }
  }

  /**
   * The records of a source that one task reads: those of a file, of some files, or of a range of
   * one.
   */
  interface Partition extends Serializable {
    /**
     * Hands over the examples in their order.
     *
     * @throws BadDataException if the partition as a whole cannot be used; what is wrong with one
     *     record goes to {@link Sink#bad}
     * @throws IOException if the file system cannot be reached
     */
    void read(Configuration hadoop, Sink sink) throws IOException;
  }

  /** Takes the examples of a data set one by one. */
  interface Sink {
    /**
     * Takes one example.
     *
     * @param features {@code shape().bytes()} bytes of values {@code [channels, height, width]},
     *     the receiver's from now on
     * @param label in {@code [0, classes)}, or the bits of a float where labels are numbers
     */
    void example(byte[] features, int label, RecordPosition place);

    /**
     * Takes the error of a record that cannot be used. Returns if bad records are to be skipped.
     *
     * @throws BadDataException the given one, if bad records end the job or there are too many
     */
    void bad(BadDataException reason, RecordPosition place);
  }
}
