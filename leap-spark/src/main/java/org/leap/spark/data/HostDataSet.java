package org.leap.spark.data;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A DataSet or MultiDataSet on the heap: features, labels and their masks, of any shape. Not to be
 * modified.
 */
public final class HostDataSet implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int MOST_ARRAYS = 4096;

  private final HostArray[] features;
  private final HostArray[] labels;
  private final HostArray[] featureMasks;
  private final HostArray[] labelMasks;

  private HostDataSet(
      HostArray[] features, HostArray[] labels, HostArray[] featureMasks, HostArray[] labelMasks) {
    this.features = features;
    this.labels = labels;
    this.featureMasks = featureMasks;
    this.labelMasks = labelMasks;
  }

  /**
   * A copy, as floats.
   *
   * @throws IllegalArgumentException if it has no features or no labels, or they are of different
   *     numbers of examples
   */
  public static HostDataSet of(MultiDataSet data) {
    HostDataSet copy =
        new HostDataSet(
            arrays(data.getFeatures()),
            arrays(data.getLabels()),
            arrays(data.getFeaturesMaskArrays()),
            arrays(data.getLabelsMaskArrays()));
    copy.check();
    return copy;
  }

  /** The same for a DataSet. */
  public static HostDataSet of(org.nd4j.linalg.dataset.api.DataSet data) {
    HostDataSet copy =
        new HostDataSet(
            arrays(data.getFeatures()),
            arrays(data.getLabels()),
            arrays(data.getFeaturesMaskArray()),
            arrays(data.getLabelsMaskArray()));
    copy.check();
    return copy;
  }

  private void check() {
    if (features.length == 0 || features[0] == null || labels.length == 0 || labels[0] == null) {
      throw new IllegalArgumentException(
          "a DataSet has no %s: parameter averaging trains on labelled examples"
              .formatted(features.length == 0 || features[0] == null ? "features" : "labels"));
    }
    int examples = features[0].examples();
    for (HostArray[] group : List.of(features, labels, featureMasks, labelMasks)) {
      for (HostArray array : group) {
        if (array != null && array.examples() != examples) {
          throw new IllegalArgumentException(
              "a DataSet has features of %s examples and an array of %s"
                  .formatted(examples, array.examples()));
        }
      }
    }
  }

  /** Number of examples: rows of the first features. */
  public int examples() {
    return features[0].examples();
  }

  /** Size in memory, in bytes. */
  public long bytes() {
    long bytes = 0;
    for (HostArray[] group : List.of(features, labels, featureMasks, labelMasks)) {
      for (HostArray array : group) {
        bytes += array == null ? 0 : array.bytes();
      }
    }
    return bytes;
  }

  /** Examples {@code from} (inclusive) to {@code to} (exclusive). */
  HostDataSet examples(int from, int to) {
    return from == 0 && to == examples() ? this : map(array -> array.examples(from, to));
  }

  private HostDataSet map(Function<HostArray, HostArray> change) {
    return new HostDataSet(
        map(features, change),
        map(labels, change),
        map(featureMasks, change),
        map(labelMasks, change));
  }

  private static HostArray[] map(HostArray[] arrays, Function<HostArray, HostArray> change) {
    HostArray[] mapped = new HostArray[arrays.length];
    for (int i = 0; i < arrays.length; i++) {
      mapped[i] = arrays[i] == null ? null : change.apply(arrays[i]);
    }
    return mapped;
  }

  /**
   * One minibatch of several, in their order. Time series of different lengths are padded and
   * masked as DL4J does it.
   */
  static HostDataSet merge(List<HostDataSet> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    HostDataSet first = parts.get(0);
    if (parts.stream().allMatch(part -> part.isLike(first))) {
      return new HostDataSet(
          concat(parts, part -> part.features),
          concat(parts, part -> part.labels),
          concat(parts, part -> part.featureMasks),
          concat(parts, part -> part.labelMasks));
    }
    List<MultiDataSet> arrays = parts.stream().map(HostDataSet::dataSet).toList();
    HostDataSet merged = of(org.nd4j.linalg.dataset.MultiDataSet.merge(arrays));
    arrays.forEach(HostDataSet::close);
    return merged;
  }

  private boolean isLike(HostDataSet other) {
    return areLike(features, other.features)
        && areLike(labels, other.labels)
        && areLike(featureMasks, other.featureMasks)
        && areLike(labelMasks, other.labelMasks);
  }

  private static boolean areLike(HostArray[] one, HostArray[] other) {
    boolean like = one.length == other.length;
    for (int i = 0; like && i < one.length; i++) {
      like = one[i] == null ? other[i] == null : other[i] != null && one[i].isLike(other[i]);
    }
    return like;
  }

  private static HostArray[] concat(
      List<HostDataSet> parts, Function<HostDataSet, HostArray[]> group) {
    HostArray[] all = new HostArray[group.apply(parts.get(0)).length];
    for (int i = 0; i < all.length; i++) {
      int place = i;
      HostArray[] arrays =
          parts.stream().map(part -> group.apply(part)[place]).toArray(HostArray[]::new);
      all[i] = arrays[0] == null ? null : HostArray.concat(arrays);
    }
    return all;
  }

  /** New arrays outside the heap, to be {@link #close closed} after use. */
  MultiDataSet dataSet() {
    return new org.nd4j.linalg.dataset.MultiDataSet(
        arrays(features), arrays(labels), arrays(featureMasks), arrays(labelMasks));
  }

  static void close(MultiDataSet data) {
    close(data.getFeatures());
    close(data.getLabels());
    close(data.getFeaturesMaskArrays());
    close(data.getLabelsMaskArrays());
  }

  private static void close(INDArray[] arrays) {
    for (int i = 0; arrays != null && i < arrays.length; i++) {
      if (arrays[i] != null && arrays[i].closeable()) {
        arrays[i].close();
      }
    }
  }

  private static INDArray[] arrays(HostArray[] arrays) {
    INDArray[] all = new INDArray[arrays.length];
    boolean any = false;
    for (int i = 0; i < all.length; i++) {
      all[i] = arrays[i] == null ? null : arrays[i].array();
      any |= all[i] != null;
    }
    return any ? all : null;
  }

  private static HostArray[] arrays(INDArray... arrays) {
    HostArray[] all = new HostArray[arrays == null ? 0 : arrays.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = arrays[i] == null ? null : HostArray.of(arrays[i]);
    }
    return all;
  }

  void write(DataOutput out) throws IOException {
    for (HostArray[] group : List.of(features, labels, featureMasks, labelMasks)) {
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
