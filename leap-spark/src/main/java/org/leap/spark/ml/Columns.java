package org.leap.spark.ml;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable;

/** The columns that an estimator and its model share. */
final class Columns {
  static final String ERROR = "error";
  static final String SKIP = "skip";

  final Param<String> features;
  final Param<String> label;
  final Param<String> prediction;
  final Param<String> handleInvalid;

  Columns(Identifiable parent) {
    features =
        new Param<>(parent, "featuresCol", "column of vectors, arrays of numbers, or images");
    label = new Param<>(parent, "labelCol", "column of numbers to be predicted");
    prediction = new Param<>(parent, "predictionCol", "column the predictions go to");
    handleInvalid =
        new Param<>(
            parent,
            "handleInvalid",
            "what becomes of rows with values that are missing, NaN or infinite: error or skip",
            Choice.of(List.of(ERROR, SKIP)));
  }
}
