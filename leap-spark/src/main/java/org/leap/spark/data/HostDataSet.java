package org.leap.spark.data;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A DataSet or MultiDataSet on the heap: features, labels and their masks, of any shape. Not to be
 * modified.
 */
public final class HostDataSet implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_ARRAYS = 4096;

  /** Features, labels, masks of features and masks of labels. */
  private final HostArray[][] groups;

  private HostDataSet(HostArray[]... groups) {
    this.groups = groups;
  }

  /**
   * A copy, as floats.
   *
   * @throws IllegalArgumentException if it has no features or no labels, or they are of different
   *     numbers of examples
   */
  public static HostDataSet of(MultiDataSet data) {
    HostDataSet copy =
        new HostDataSet(groups(data).map(HostDataSet::copies).toArray(HostArray[][]::new));
    copy.check();
    return copy;
  }

  private static Stream<INDArray[]> groups(MultiDataSet data) {
    return Stream.of(
        data.getFeatures(),
        data.getLabels(),
        data.getFeaturesMaskArrays(),
        data.getLabelsMaskArrays());
  }

  private void check() {
    for (int group = 0; group < 2; group++) {
      if (groups[group].length == 0 || groups[group][0] == null) {
        throw new IllegalArgumentException(
            "a DataSet has no %s: parameter averaging trains on labelled examples"
                .formatted(group == 0 ? "features" : "labels"));
      }
    }
    all()
        .filter(array -> array.examples() != examples())
        .findFirst()
        .ifPresent(
            array -> {
              throw new IllegalArgumentException(
                  "a DataSet has features of %s examples and an array of %s"
                      .formatted(examples(), array.examples()));
            });
  }

  private Stream<HostArray> all() {
    return Arrays.stream(groups).flatMap(Arrays::stream).filter(Objects::nonNull);
  }

  /** Number of examples: rows of the first features. */
  public int examples() {
    return groups[0][0].examples();
  }

  /** Size in memory, in bytes. */
  public long bytes() {
    return all().mapToLong(HostArray::bytes).sum();
  }

  /** Examples {@code from} (inclusive) to {@code to} (exclusive). */
  HostDataSet examples(int from, int to) {
    return from == 0 && to == examples()
        ? this
        : map((group, i) -> groups[group][i].examples(from, to));
  }

  private interface Change {
    HostArray of(int group, int array);
  }

  /** The same arrays, changed; those that are missing are missing again. */
  private HostDataSet map(Change change) {
    HostArray[][] mapped = new HostArray[groups.length][];
    for (int group = 0; group < groups.length; group++) {
      mapped[group] = new HostArray[groups[group].length];
      for (int i = 0; i < mapped[group].length; i++) {
        mapped[group][i] = groups[group][i] == null ? null : change.of(group, i);
      }
    }
    return new HostDataSet(mapped);
  }

  /**
   * One minibatch of several, in their order. Time series of different lengths are padded and
   * masked as DL4J does it.
   */
  static HostDataSet merge(List<HostDataSet> runs) {
    if (runs.size() == 1) {
      return runs.get(0);
    }
    HostDataSet first = runs.get(0);
    if (runs.stream().map(HostDataSet::shapes).distinct().count() == 1) {
      return first.map(
          (group, i) ->
              HostArray.concat(
                  runs.stream().map(run -> run.groups[group][i]).toArray(HostArray[]::new)));
    }
    List<MultiDataSet> arrays = runs.stream().map(HostDataSet::dataSet).toList();
    HostDataSet merged = of(org.nd4j.linalg.dataset.MultiDataSet.merge(arrays));
    arrays.forEach(HostDataSet::close);
    return merged;
  }

  /** What an example's arrays are like, group by group; null for those that are missing. */
  private List<List<List<Long>>> shapes() {
    return Arrays.stream(groups)
        .map(group -> Arrays.stream(group).map(a -> a == null ? null : a.exampleShape()).toList())
        .toList();
  }

  /** New arrays outside the heap, to be {@link #close closed} after use. */
  MultiDataSet dataSet() {
    return new org.nd4j.linalg.dataset.MultiDataSet(
        arrays(groups[0]), arrays(groups[1]), arrays(groups[2]), arrays(groups[3]));
  }

  static void close(MultiDataSet data) {
    groups(data)
        .filter(Objects::nonNull)
        .flatMap(Arrays::stream)
        .filter(array -> array != null && array.closeable())
        .forEach(INDArray::close);
  }

  private static INDArray[] arrays(HostArray[] arrays) {
    return Arrays.stream(arrays).allMatch(Objects::isNull)
        ? null
        : Arrays.stream(arrays)
            .map(array -> array == null ? null : array.array())
            .toArray(INDArray[]::new);
  }

  private static HostArray[] copies(INDArray[] arrays) {
    return Stream.ofNullable(arrays)
        .flatMap(Arrays::stream)
        .map(array -> array == null ? null : HostArray.of(array))
        .toArray(HostArray[]::new);
  }

  void write(DataOutput out) throws IOException {
    for (HostArray[] group : groups) {
      out.writeInt(group.length);
      for (HostArray array : group) {
        out.writeBoolean(array != null);
        if (array != null) {
          array.write(out);
        }
      }
    }
  }

  static HostDataSet read(DataInput in) throws IOException {
    return new HostDataSet(group(in), group(in), group(in), group(in));
  }

  private static HostArray[] group(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > MOST_ARRAYS) {
      throw new IOException("a minibatch of " + length + " arrays: the file is damaged");
    }
    HostArray[] group = new HostArray[length];
    for (int i = 0; i < length; i++) {
      group[i] = in.readBoolean() ? HostArray.read(in) : null;
    }
    return group;
  }
}
