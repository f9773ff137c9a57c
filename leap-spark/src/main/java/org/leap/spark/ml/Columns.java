package org.leap.spark.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;

/** The columns that an estimator and its model share. */
final class Columns {
  final Param<String> features;
  final Param<String> label;
  final Param<String> prediction;

  Columns(Identifiable parent) {
    features =
        new Param<>(parent, "featuresCol", "column of vectors, arrays of numbers, or images");
    label = new Param<>(parent, "labelCol", "column of numbers to be predicted");
    prediction = new Param<>(parent, "predictionCol", "column the predictions go to");
  }
}
