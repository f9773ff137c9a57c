package org.leap.spark.ml;

import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.StructType;

/** The model of a {@link LeapClassifier}. */
public final class LeapClassificationModel extends LeapModel<LeapClassificationModel>
    implements ClassColumnParams {
  private static final long serialVersionUID = 1L;

  /** Least probability that raw predictions tell from 0. */
  private static final double LEAST = 1e-30;

  private final ClassColumns classColumns;

  /**
   * One without a network, which Spark makes to ask for its class ({@code META-INF/services}): only
   * models that {@code fit} or {@code load} return can be used.
   */
  public LeapClassificationModel() {
    this(Identifiable$.MODULE$.randomUID("leapClassificationModel"), null, null);
  }

  LeapClassificationModel(String uid, NetworkFolder.Contents network, LeapSummary summary) {
    super(uid, network, summary);
    classColumns = new ClassColumns(this);
  }

  /** The model that {@code save} wrote. */
  public static LeapClassificationModel load(String path) {
    return read().load(path);
  }

  /** Reads what {@code write} wrote. */
  public static MLReader<LeapClassificationModel> read() {
    return new Reader<>(LeapClassificationModel.class, LeapClassificationModel::new);
  }

  @Override
  public ClassColumns classColumns() {
    return classColumns;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    FeatureColumn.of(schema, getOrDefault(featuresCol()));
    return LeapClassifier.outputSchema(this, schema);
  }

  @Override
  RowPredictions.Outputs outputs() {
    boolean raw = !getOrDefault(rawPredictionCol()).isEmpty();
    boolean probability = !getOrDefault(probabilityCol()).isEmpty();
    return (output, row) -> {
      double[] probabilities = new double[output.length];
      double[] logarithms = new double[output.length];
      int best = 0;
      for (int i = 0; i < output.length; i++) {
        probabilities[i] = output[i];
        logarithms[i] = Math.log(Math.max(output[i], LEAST));
        best = output[i] > output[best] ? i : best;
      }
      if (raw) {
        row.add(Vectors.dense(logarithms));
      }
      if (probability) {
        row.add(Vectors.dense(probabilities));
      }
      row.add((double) best);
    };
  }

  @Override
  public LeapClassificationModel copy(ParamMap extra) {
    return copyValues(new LeapClassificationModel(uid(), contents, summary), extra)
        .setParent(parent());
  }
}
