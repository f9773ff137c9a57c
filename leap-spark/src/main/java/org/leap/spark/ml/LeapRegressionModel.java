package org.leap.spark.ml;

import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The model of a {@link LeapRegressor}. */
public final class LeapRegressionModel extends LeapModel<LeapRegressionModel> {
  private static final long serialVersionUID = 1L;

  /**
   * One without a network, which Spark makes to ask for its class ({@code META-INF/services}): only
   * models that {@code fit} or {@code load} return can be used.
   */
  public LeapRegressionModel() {
    this(Identifiable$.MODULE$.randomUID("leapRegressionModel"), null, null);
  }

  LeapRegressionModel(String uid, NetworkFolder.Contents network, LeapSummary summary) {
    super(uid, network, summary);
  }

  /** The model that {@code save} wrote. */
  public static LeapRegressionModel load(String path) {
    return read().load(path);
  }

  /** Reads what {@code write} wrote. */
  public static MLReader<LeapRegressionModel> read() {
    return new Reader<>(LeapRegressionModel.class, LeapRegressionModel::new);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    FeatureColumn.of(schema, getOrDefault(featuresCol()));
    return Columns.append(
        schema, getOrDefault(predictionCol()), "predictionCol", DataTypes.DoubleType);
  }

  @Override
  RowPredictions.Outputs outputs() {
    return (output, row) -> row.add((double) output[0]);
  }

  @Override
  public LeapRegressionModel copy(ParamMap extra) {
    return copyValues(new LeapRegressionModel(uid(), contents, summary), extra).setParent(parent());
  }
}
