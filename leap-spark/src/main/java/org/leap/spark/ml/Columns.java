package org.leap.spark.ml;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

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

  /** Of the column that a param names. */
  static DataType type(StructType schema, String name, String param) {
    if (!Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new IllegalArgumentException(
          "there is no column \"%s\" (%s), the DataFrame has %s"
              .formatted(name, param, String.join(", ", schema.fieldNames())));
    }
    return schema.apply(name).dataType();
  }

  static void number(StructType schema, String name, String param) {
    DataType type = type(schema, name, param);
    if (!(type instanceof NumericType)) {
      throw new IllegalArgumentException(
          "column \"%s\" (%s) is of type %s, expected a number: use StringIndexer for names"
              .formatted(name, param, type.catalogString()));
    }
  }

  /** The schema with one more column. */
  static StructType append(StructType schema, String name, String param, DataType type) {
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new IllegalArgumentException(
          "there is a column \"%s\" (%s) already: choose another name, or an empty one for no such column"
              .formatted(name, param));
    }
    return schema.add(name, type, false);
  }
}
