package org.leap.spark.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Columns that every estimator and model here has. Public because Spark finds params by reflection.
 */
public interface ColumnParams extends Params {
  /** The columns' params; for the implementation only. */
  Columns columns();

  /** Column of vectors, arrays of numbers, or images. Default: features. */
  default Param<String> featuresCol() {
    return columns().features;
  }

  /** Column of numbers to be predicted. Default: label. */
  default Param<String> labelCol() {
    return columns().label;
  }

  /** Column the predictions go to. Default: prediction. */
  default Param<String> predictionCol() {
    return columns().prediction;
  }

  /**
   * What becomes of rows whose features or label are missing, NaN or infinite: {@code error}, or
   * {@code skip}, as if they were not there. Default: error.
   */
  default Param<String> handleInvalid() {
    return columns().handleInvalid;
  }
}
