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
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import scala.Tuple2;

/** The rows of a DataFrame as features and labels, in a seeded random order. */
final class LabelledRows {
  private static final long ROW_ORDER = 11;
  private static final int BATCH = 256;

  private final JavaRDD<Example> examples;
  private final String labelCol;
  private final Summary summary;

  private LabelledRows(JavaRDD<Example> examples, String labelCol, Summary summary) {
    this.examples = examples;
    this.labelCol = labelCol;
    this.summary = summary;
  }

  /** A class and not a record: Kryo as Spark has it cannot read records. */
  private static final class Example implements Serializable {
    private static final long serialVersionUID = 1L;
    private final float[] features;
    private final double label;
    private final String problem;
    private final long row;

    /**
     * A row as it was read.
     *
     * @param features null if there is a problem
     * @param problem what is wrong with the row, or null
     * @param row its place, from 0
     */
    Example(float[] features, double label, String problem, long row) {
      this.features = features;
      this.label = label;
      this.problem = problem;
      this.row = row;
    }

    Example at(long place) {
      return new Example(features, label, problem, place);
    }

    static Example first(Example one, Example other) {
      return one == null || (other != null && other.row < one.row) ? other : one;
    }
  }

  /** What rows have in common, and the first of those that have not. */
  private static final class Summary implements Serializable {
    private static final long serialVersionUID = 1L;
    private long rows;
    private int least = Integer.MAX_VALUE;
    private int most;
    private Example bad;
    private Example ofNoClass;
    private Example largest;

    Summary with(Example row) {
      rows++;
      if (row.problem != null) {
        bad = Example.first(bad, row);
        return this;
      }
      least = Math.min(least, row.features.length);
      most = Math.max(most, row.features.length);
      Example label = new Example(null, row.label, null, row.row);
      if (label.label < 0 || label.label != Math.rint(label.label)) {
        ofNoClass = Example.first(ofNoClass, label);
      }
      largest = larger(largest, label);
      return this;
    }

    Summary and(Summary other) {
      rows += other.rows;
      least = Math.min(least, other.least);
      most = Math.max(most, other.most);
      bad = Example.first(bad, other.bad);
      ofNoClass = Example.first(ofNoClass, other.ofNoClass);
      largest = larger(largest, other.largest);
      return this;
    }

    private static Example larger(Example one, Example other) {
      if (one == null || other == null || one.label == other.label) {
        return Example.first(one, other);
      }
      return one.label > other.label ? one : other;
    }
  }

  /**
   * Reads the rows.
   *
   * @param skips whether rows in which a value is missing or not finite are left out
   * @throws IllegalArgumentException if there are none, or a value is missing or not finite, or
   *     rows differ in their number of features
   */
  static LabelledRows of(
      Dataset<Row> rows, String featuresCol, String labelCol, long seed, boolean skips) {
    FeatureColumn column = FeatureColumn.of(rows.schema(), featuresCol);
    Dataset<Row> two = rows.select(rows.col(featuresCol), rows.col(labelCol).cast("double"));
    JavaRDD<Example> read = two.javaRDD().map(row -> example(row, column, featuresCol, labelCol));
    // Before rows are counted: the model is that of the rows that are left.
    JavaRDD<Example> taken = skips ? read.filter(row -> row.problem == null) : read;
    // Sorted by a hash of a row's place: the same order on every cluster.
    JavaPairRDD<Long, Example> keyed =
        taken
            .zipWithIndex()
            .mapToPair(
                pair ->
                    new Tuple2<>(
                        SeedDerivation.derive(seed, ROW_ORDER, pair._2()),
                        pair._1().at(pair._2())));
    JavaRDD<Example> shuffled =
        keyed.sortByKey().values().persist(org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK());
    LabelledRows all =
        new LabelledRows(
            shuffled, labelCol, shuffled.aggregate(new Summary(), Summary::with, Summary::and));
    try {
      all.check(featuresCol);
      return all;
    } catch (IllegalArgumentException e) {
      all.release();
      throw e;
    }
  }

  private static Example example(
      Row row, FeatureColumn column, String featuresCol, String labelCol) {
    FeatureColumn.Features features = column.of(row, 0);
    if (features.problem() != null) {
      return new Example(null, 0, FeatureColumn.invalid(featuresCol, features.problem()), 0);
    }
    // As a float it is trained on.
    if (row.isNullAt(1) || !Float.isFinite((float) row.getDouble(1))) {
      String problem = FeatureColumn.invalid(labelCol, String.valueOf(row.get(1)));
      return new Example(null, 0, problem, 0);
    }
    return new Example(features.values(), row.getDouble(1), null, 0);
  }

  /**
   * The number of classes that the labels need: at least 2.
   *
   * @param most at most so many
   * @param reason why not more
   * @throws IllegalArgumentException if a label is not one of their numbers
   */
  int classes(int most, String reason) {
    if (summary.ofNoClass != null) {
      throw noClass(summary.ofNoClass, "a class number 0, 1, 2, ...: use StringIndexer");
    }
    if (summary.largest.label >= most) {
      throw noClass(summary.largest, "a class number below %s%s".formatted(most, reason));
    }
    return Math.max(2, (int) summary.largest.label + 1);
  }

  private IllegalArgumentException noClass(Example row, String expected) {
    return new IllegalArgumentException(
        "row %s, column \"%s\": %s, expected %s".formatted(row.row, labelCol, row.label, expected));
  }

  private void check(String featuresCol) {
    if (summary.bad != null) {
      throw new IllegalArgumentException(
          "row %s, %s".formatted(summary.bad.row, summary.bad.problem));
    }
    if (summary.rows == 0) {
      throw new IllegalArgumentException("the DataFrame has no rows to train on");
    }
    if (summary.least != summary.most) {
      throw new IllegalArgumentException(
          "rows have from %s to %s features in column \"%s\": all must have as many"
              .formatted(summary.least, summary.most, featuresCol));
    }
  }

  /** With one-hot labels. */
  Fit.Task classified(int classes) {
    return task(
        classes,
        Networks.Output.PROBABILITIES,
        row -> {
          float[] oneHot = new float[classes];
          oneHot[(int) row.label] = 1;
          return oneHot;
        });
  }

  /** With the labels as they are. */
  Fit.Task measured() {
    return task(1, Networks.Output.NUMBER, row -> new float[] {(float) row.label});
  }

  void release() {
    examples.unpersist(false);
  }

  private interface Labels extends Serializable {
    float[] of(Example row);
  }

  private Fit.Task task(int outputs, Networks.Output kind, Labels labels) {
    return new Fit.Task(
        examples.mapPartitions(rows -> new Batches(rows, labels)), summary.most, outputs, kind);
  }

  /** Puts rows together, so that arrays are not made one by one. */
  private static final class Batches implements Iterator<HostDataSet> {
    private final Iterator<Example> rows;
    private final Labels labels;

    Batches(Iterator<Example> rows, Labels labels) {
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
      while (x.isEmpty() || (rows.hasNext() && x.size() < BATCH)) {
        Example row = rows.next();
        x.add(row.features);
        y.add(labels.of(row));
      }
      return HostDataSet.of(
          new MultiDataSet(
              Nd4j.create(x.toArray(float[][]::new)), Nd4j.create(y.toArray(float[][]::new))));
    }
  }
}
