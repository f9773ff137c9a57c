package org.leap.spark.ml;

import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A Spark ML estimator of a real number, whose model is a DL4J network with one output, trained on
 * the mean squared error by LEAP's averaging engine. Labels are taken as they are: scale them where
 * they are far from 1.
 */
public final class LeapRegressor extends LeapEstimator<LeapRegressor, LeapRegressionModel> {
  private static final long serialVersionUID = 1L;

  /** An estimator with default settings and a random uid. */
  public LeapRegressor() {
    this(Identifiable$.MODULE$.randomUID("leapRegressor"));
  }

  /** An estimator with default settings and this uid. */
  public LeapRegressor(String uid) {
    super(uid);
  }

  /** The estimator that {@code save} wrote. */
  public static LeapRegressor load(String path) {
    return read().load(path);
  }

  /** Reads what {@code write} wrote. */
  public static MLReader<LeapRegressor> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  StructType outputSchema(StructType schema) {
    return Columns.append(
        schema, getOrDefault(predictionCol()), "predictionCol", DataTypes.DoubleType);
  }

  /**
   * Trains a network on the rows of a DataFrame.
   *
   * @throws IllegalArgumentException if columns, rows or params do not fit each other
   */
  @Override
  public LeapRegressionModel fit(Dataset<?> dataset) {
    return fit(dataset, LabelledRows::measured, LeapRegressionModel::new);
  }
}
