package org.leap.spark.ml;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.leap.core.noise.SeedDerivation;
import org.leap.spark.data.HostDataSet;
import org.leap.spark.gpu.TaskDevice;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import scala.Tuple2;

/** The rows of a DataFrame as features and labels, in a seeded random order. */
final class LabelledRows {
  private static final long ROW_ORDER = 11;
  private static final int BLOCK = 256;

  private final JavaRDD<Example> examples;
  private final int features;
  private final double largestLabel;

  private LabelledRows(JavaRDD<Example> examples, int features, double largestLabel) {
    this.examples = examples;
    this.features = features;
    this.largestLabel = largestLabel;
  }

  /** A class and not a record: Kryo as Spark has it cannot read records. */
  private static final class Example implements Serializable {
    private static final long serialVersionUID = 1L;
    private final float[] features;
    private final double label;

    Example(float[] features, double label) {
      this.features = features;
      this.label = label;
    }
  }

  /**
   * Reads the rows.
   *
   * @throws IllegalArgumentException if there are none, or a value is missing or not finite, or
   *     rows differ in their number of features
   */
  static LabelledRows of(Dataset<Row> rows, String featuresCol, String labelCol, long seed) {
    FeatureColumn column = FeatureColumn.of(rows.schema(), featuresCol);
    Dataset<Row> two = rows.select(rows.col(featuresCol), rows.col(labelCol).cast("double"));
    JavaRDD<Example> read = two.javaRDD().map(row -> example(row, column));
    // Sorted by a hash of a row's place: the same order on every cluster.
    JavaPairRDD<Long, Example> keyed =
        read.zipWithIndex()
            .mapToPair(
                pair -> new Tuple2<>(SeedDerivation.derive(seed, ROW_ORDER, pair._2()), pair._1()));
    JavaRDD<Example> shuffled =
        keyed.sortByKey().values().persist(org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK());
    List<double[]> ranges =
        shuffled.mapPartitions(LabelledRows::range).collect().stream()
            .filter(range -> range[0] >= 0)
            .toList();
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException("the DataFrame has no rows to train on");
    }
    double least = ranges.stream().mapToDouble(range -> range[0]).min().orElseThrow();
    double most = ranges.stream().mapToDouble(range -> range[1]).max().orElseThrow();
    if (least != most) {
      throw new IllegalArgumentException(
          "rows have from %d to %d features in column \"%s\": all must have as many"
              .formatted((int) least, (int) most, featuresCol));
    }
    double largest = ranges.stream().mapToDouble(range -> range[2]).max().orElseThrow();
    return new LabelledRows(shuffled, (int) most, largest);
  }

  private static Example example(Row row, FeatureColumn column) {
    if (row.isNullAt(0) || row.isNullAt(1)) {
      throw new IllegalArgumentException(
          "a row has no %s: drop rows with missing values (na().drop())"
              .formatted(row.isNullAt(0) ? "features" : "label"));
    }
    return new Example(column.read(row, 0), row.getDouble(1));
  }

  /** Least and largest number of features, and largest label; negative for no rows. */
  private static Iterator<double[]> range(Iterator<Example> rows) {
    double[] range = {-1, -1, Double.NEGATIVE_INFINITY};
    while (rows.hasNext()) {
      Example row = rows.next();
      int n = row.features.length;
      range[0] = range[0] < 0 ? n : Math.min(range[0], n);
      range[1] = Math.max(range[1], n);
      range[2] = Math.max(range[2], row.label);
    }
    return List.of(range).iterator();
  }

  int features() {
    return features;
  }

  double largestLabel() {
    return largestLabel;
  }

  /** With one-hot labels. */
  JavaRDD<HostDataSet> classified(int classes) {
    return blocks(
        row -> {
          float[] oneHot = new float[classes];
          int label = (int) row.label;
          if (label != row.label || label < 0) {
            throw new IllegalArgumentException(
                "a row has the label %s, expected a class number 0, 1, 2, ...: use StringIndexer"
                    .formatted(row.label));
          }
          oneHot[label] = 1;
          return oneHot;
        });
  }

  /** With the labels as they are. */
  JavaRDD<HostDataSet> measured() {
    return blocks(row -> new float[] {(float) row.label});
  }

  void release() {
    examples.unpersist(false);
  }

  private interface Labels extends Serializable {
    float[] of(Example row);
  }

  private JavaRDD<HostDataSet> blocks(Labels labels) {
    return examples.mapPartitions(rows -> new Blocks(rows, labels));
  }

  /** Puts rows together, so that arrays are not made one by one. */
  private static final class Blocks implements Iterator<HostDataSet> {
    private final Iterator<Example> rows;
    private final Labels labels;

    Blocks(Iterator<Example> rows, Labels labels) {
      TaskDevice.bind();
      this.rows = rows;
      this.labels = labels;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public HostDataSet next() {
      List<float[]> x = new ArrayList<>();
      List<float[]> y = new ArrayList<>();
      while (x.isEmpty() || (rows.hasNext() && x.size() < BLOCK)) {
        Example row = rows.next();
        x.add(row.features);
        y.add(labels.of(row));
      }
      return HostDataSet.of(
          new DataSet(
              Nd4j.create(x.toArray(float[][]::new)), Nd4j.create(y.toArray(float[][]::new))));
    }
  }
}
