package org.leap.jobs.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.leap.jobs.datasets.Positions;
import org.leap.jobs.process.SparkApplication;
import org.leap.spark.engine.Predictor.Prediction;

/** Predictions as a table. */
final class PredictionTable {
  /** Of the column of probabilities: the names of the classes. */
  static final String CLASSES = "classes";

  private PredictionTable() {}

  /** Writes Parquet files into a new folder. */
  static void write(
      JavaRDD<Prediction> predictions,
      List<String> classes,
      Broadcast<Positions> positions,
      String out) {
    List<String> names = new ArrayList<>(classes);
    JavaRDD<Row> rows = predictions.map(prediction -> row(names, positions.value(), prediction));
    SparkApplication.session()
        .createDataFrame(rows, schema(classes, positions.value().keyed()))
        .write()
        .parquet(out);
  }

  private static StructType schema(List<String> classes, boolean keyed) {
    Metadata names =
        new MetadataBuilder().putStringArray(CLASSES, classes.toArray(String[]::new)).build();
    StructType place =
        new StructType()
            .add("index", DataTypes.LongType, false)
            .add("file", DataTypes.StringType, false)
            .add("row", DataTypes.LongType, false);
    return (keyed ? place.add("key", DataTypes.StringType, false) : place)
        .add("label", DataTypes.StringType, false)
        .add("predicted", DataTypes.StringType, false)
        .add("probabilities", DataTypes.createArrayType(DataTypes.FloatType, false), false, names);
  }

  private static Row row(List<String> classes, Positions positions, Prediction prediction) {
    float[] probabilities = new float[prediction.classes()];
    for (int c = 0; c < probabilities.length; c++) {
      probabilities[c] = prediction.probability(c);
    }
    List<Object> cells = ModelPrediction.cells(classes, positions, prediction);
    cells.add(probabilities);
    return RowFactory.create(cells.toArray());
  }
}
