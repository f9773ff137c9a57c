package org.leap.spark.ml;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.leap.spark.golden.GoldenFolder;

/** Models that releases have saved predict what they did. */
class GoldenModelTest {
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    spark = Frames.session();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** Predictions to three places: their last bits are the processor's. */
  private static String facts(LeapClassificationModel model) {
    Dataset<Row> predicted = model.transform(Frames.rows(spark, 5, 1));
    List<String> rows = new ArrayList<>();
    for (Row row : predicted.collectAsList()) {
      double[] probability = row.<Vector>getAs("probability").toArray();
      List<Long> thousandths = new ArrayList<>();
      for (double p : probability) {
        thousandths.add(Math.round(p * 1000));
      }
      rows.add("%s of %s".formatted(row.<Object>getAs("prediction"), thousandths));
    }
    return "parameters %s\nfeatures %s\n%s\n"
        .formatted(
            GoldenFolder.sha256(model.network().params().toFloatVector()),
            model.numFeatures(),
            String.join("\n", rows));
  }

  private static String write(Path folder) throws IOException {
    LeapClassificationModel model =
        new LeapClassifier()
            .setLayers(4)
            .setSigma(0.2)
            .setEpochs(2)
            .setLearningRate(0.02)
            .fit(Frames.rows(spark, 100, 1));
    model.write().overwrite().save(folder.toString());
    return facts(model);
  }

  @Test
  void isReadAndPredicts() throws IOException {
    GoldenFolder.check(
        "spark-ml-model",
        GoldenModelTest::write,
        folder -> facts(LeapClassificationModel.load(folder.toString())));
  }
}
