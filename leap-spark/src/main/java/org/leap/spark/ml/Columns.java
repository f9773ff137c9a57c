package org.leap.spark.ml;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;

/** The columns that an estimator and its model share. */
final class Columns {
  static final String ERROR = "error";
  static final String SKIP = "skip";

  final Param<String> features;
  final Param<String> label;
  final Param<String> prediction;
  final Param<String> handleInvalid;

  Columns(Params parent) {
    features =
        new Param<>(parent, "featuresCol", "column of vectors, arrays of numbers, or images");
    label = new Param<>(parent, "labelCol", "column of numbers to be predicted");
    prediction = new Param<>(parent, "predictionCol", "column the predictions go to");
    handleInvalid =
        new Param<>(
            parent,
            "handleInvalid",
            "what becomes of rows with values that are missing, NaN or infinite: error or skip",
            ParamValidators.inArray(List.of(ERROR, SKIP)));
    parent.setDefault(features, "features");
    parent.setDefault(label, "label");
    parent.setDefault(prediction, "prediction");
    parent.setDefault(handleInvalid, ERROR);
  }
}
