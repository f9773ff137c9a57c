package org.leap.spark.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The further columns of a classifier and its model. */
final class ClassColumns {
  final Param<String> probability;
  final Param<String> raw;

  ClassColumns(Params parent) {
    probability =
        new Param<>(
            parent, "probabilityCol", "column the class probabilities go to; empty for none");
    raw =
        new Param<>(
            parent,
            "rawPredictionCol",
            "column the logarithms of the class probabilities go to; empty for none");
    parent.setDefault(probability, "probability");
    parent.setDefault(raw, "rawPrediction");
  }
}
