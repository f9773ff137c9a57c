package org.leap.jobs.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.model.ModelReader;
import org.leap.spark.ml.LeapClassificationModel;
import org.leap.spark.ml.LeapClassifier;
import org.nd4j.linalg.factory.Nd4j;

/** What was trained on a DataFrame goes to ONNX by way of DL4J's file. */
class DataFrameModelExportTest {
  private static final int ROWS = 60;

  @Test
  void givesTheProbabilitiesOfItsColumn(@TempDir Path folder) throws Exception {
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      Dataset<Row> rows = points(spark);
      LeapClassificationModel trained =
          new LeapClassifier().setLayers(8).setSigma(0.1).setEpochs(3).setSeed(1).fit(rows);
      String saved = folder.resolve("saved").toString();
      trained.write().save(saved);
      LeapClassificationModel model = LeapClassificationModel.load(saved);
      Path file = folder.resolve("model.zip");
      ModelSerializer.writeModel(model.network(), file.toFile(), false);
      float[][] features = new float[ROWS][];
      float[] probabilities = new float[2 * ROWS];
      List<Row> scored = model.transform(rows).select("features", "probability").collectAsList();
      for (int i = 0; i < ROWS; i++) {
        features[i] = floats(scored.get(i).getAs(0));
        System.arraycopy(floats(scored.get(i).getAs(1)), 0, probabilities, 2 * i, 2);
      }
      byte[] onnx =
          OnnxExport.of(ModelReader.read(file.toString(), new Configuration()), false)
              .toByteArray();

      assertArrayEquals(probabilities, ExportedModel.run(onnx, Nd4j.create(features)), 1e-5f);
    }
  }

  private static float[] floats(Vector vector) {
    return new float[] {(float) vector.apply(0), (float) vector.apply(1)};
  }

  private static Dataset<Row> points(SparkSession spark) {
    Random random = new Random(42);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      double x = random.nextGaussian();
      double y = random.nextGaussian();
      rows.add(RowFactory.create(Vectors.dense(x, y), x > y ? 1 : 0));
    }
    return spark.createDataFrame(
        rows,
        new StructType()
            .add("features", SQLDataTypes.VectorType())
            .add("label", DataTypes.IntegerType));
  }
}
