package org.leap.spark.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Columns that a classifier and its model have. Public because Spark finds params by reflection.
 */
public interface ClassColumnParams extends Params {
  /** The columns' params; for the implementation only. */
  ClassColumns classColumns();

  /** Column the class probabilities go to, a vector; empty for none. Default: probability. */
  default Param<String> probabilityCol() {
    return classColumns().probability;
  }

  /**
   * Column the logarithms of the class probabilities go to, a vector; empty for none. Default:
   * rawPrediction.
   */
  default Param<String> rawPredictionCol() {
    return classColumns().raw;
  }
}
