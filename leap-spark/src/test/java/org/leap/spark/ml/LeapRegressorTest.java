package org.leap.spark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeapRegressorTest {

  @Test
  void learnsIsSavedAndLoaded(@TempDir Path folder) throws Exception {
    try (SparkSession spark = Frames.session()) {
      Dataset<Row> rows = Frames.rows(spark, 400, 3);
      LeapRegressionModel model =
          new LeapRegressor()
              .setLabelCol("target")
              .setLayers(16)
              .setLearningRate(0.02)
              .setEpochs(15)
              .setBatchSize(16)
              .setSigma(0.1)
              .fit(rows);
      double r2 =
          new RegressionEvaluator()
              .setLabelCol("target")
              .setMetricName("r2")
              .evaluate(model.transform(rows));
      assertTrue(r2 > 0.95, "r2 " + r2);
      String at = folder.resolve("model").toString();
      model.write().save(at);
      assertEquals(
          model.transform(rows).select("prediction").collectAsList(),
          LeapRegressionModel.load(at).transform(rows).select("prediction").collectAsList());
    }
  }
}
