package org.leap.jobs.evaluate;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
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
      ModelPrediction.Names names,
      Broadcast<Positions> positions,
      String out) {
    JavaRDD<Row> rows = predictions.map(prediction -> row(names, positions.value(), prediction));
    SparkApplication.session()
        .createDataFrame(rows, schema(names, positions.value().keyed()))
        .write()
        .parquet(out);
  }

  private static StructType schema(ModelPrediction.Names names, boolean keyed) {
    Metadata classes =
        new MetadataBuilder()
            .putStringArray(CLASSES, names.classes().toArray(String[]::new))
            .build();
    StructType place =
        new StructType()
            .add("index", DataTypes.LongType, false)
            .add("file", DataTypes.StringType, false)
            .add("row", DataTypes.LongType, false);
    DataType kind = names.ofNumbers() ? DataTypes.FloatType : DataTypes.StringType;
    StructType said =
        (keyed ? place.add("key", DataTypes.StringType, false) : place)
            .add("label", kind, !names.labelled())
            .add("predicted", kind, false);
    return names.ofNumbers()
        ? said
        : said.add(
            "probabilities", DataTypes.createArrayType(DataTypes.FloatType, false), false, classes);
  }

  private static Row row(ModelPrediction.Names names, Positions positions, Prediction prediction) {
    List<Object> cells = ModelPrediction.cells(names, positions, prediction);
    if (!names.ofNumbers()) {
      float[] probabilities = new float[prediction.classes()];
      for (int c = 0; c < probabilities.length; c++) {
        probabilities[c] = prediction.probability(c);
      }
      cells.add(probabilities);
    }
    return RowFactory.create(cells.toArray());
  }
}
