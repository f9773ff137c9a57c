package org.leap.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.spark.checkpoint.OtherRunException;

/** Fits that are ended in the middle and asked for again. */
class EstimatorCheckpointsTest {
  @TempDir private static Path place;
  private static SparkSession spark;
  private static Dataset<Row> rows;

  @BeforeAll
  static void start() {
    spark = Frames.session();
    rows = Frames.rows(spark, 300, 3).cache();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** 150 rows a worker, 16 a minibatch: 10 steps and 2 rounds an epoch. */
  private static LeapClassifier classifier() {
    return new LeapClassifier().setLayers(8).setSigma(0.2).setEpochs(4).setBatchSize(16).setSeed(3);
  }

  private static LeapClassifier in(String folder) {
    return classifier().setCheckpointDir(place.resolve(folder).toString()).setCheckpointInterval(1);
  }

  /** Cancels the jobs of Spark when so many rounds have begun. */
  private static final class Killer extends SparkListener {
    private final AtomicInteger rounds = new AtomicInteger();
    private final int at;

    Killer(int at) {
      this.at = at;
    }

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      String description = job.properties().getProperty("spark.job.description", "");
      if (description.startsWith("round ") && rounds.incrementAndGet() == at) {
        spark.sparkContext().cancelAllJobs();
      }
    }

    @Override
    public void onJobEnd(SparkListenerJobEnd job) {}
  }

  /** The rounds that began. */
  private static int killed(LeapClassifier classifier, int round) {
    Killer killer = new Killer(round);
    spark.sparkContext().addSparkListener(killer);
    try {
      assertThrows(Exception.class, () -> classifier.fit(rows));
    } finally {
      spark.sparkContext().removeSparkListener(killer);
    }
    return killer.rounds.get();
  }

  private static void assertSame(LeapClassificationModel expected, LeapClassificationModel actual) {
    assertArrayEquals(
        expected.network().params().toFloatVector(), actual.network().params().toFloatVector());
    assertEquals(expected.summary(), actual.summary());
  }

  @Test
  void aFitThatWasEndedGoesOnToTheSameModel() {
    LeapClassificationModel whole = classifier().fit(rows);
    int begun = killed(in("killed"), 6);
    assertTrue(Files.exists(place.resolve("killed").resolve("round-000004")));
    assertTrue(Files.notExists(place.resolve("killed").resolve("round-000008")));

    Killer counter = new Killer(-1);
    spark.sparkContext().addSparkListener(counter);
    LeapClassificationModel resumed = in("killed").fit(rows);
    spark.sparkContext().removeSparkListener(counter);
    assertSame(whole, resumed);
    assertTrue(counter.rounds.get() < 8, begun + " and then " + counter.rounds);
    // As it is complete, there is nothing left to train.
    assertSame(whole, in("killed").fit(rows));
  }

  @Test
  void aRegressionGoesOnToo() {
    LeapRegressor whole = new LeapRegressor().setLayers(8).setEpochs(3).setSeed(3);
    LeapRegressor kept =
        new LeapRegressor()
            .setLayers(8)
            .setEpochs(2)
            .setSeed(3)
            .setCheckpointDir(place.resolve("regression").toString())
            .setCheckpointInterval(1);
    kept.fit(rows);
    // A longer fit goes on from a shorter one, and a shorter one does not take from a longer one.
    assertArrayEquals(
        whole.fit(rows).network().params().toFloatVector(),
        kept.setEpochs(3).fit(rows).network().params().toFloatVector());
    assertArrayEquals(
        whole.setEpochs(1).fit(rows).network().params().toFloatVector(),
        kept.setEpochs(1).fit(rows).network().params().toFloatVector());
  }

  @Test
  void anotherFitIsRefusedWithWhatDiffers() {
    in("other").setEpochs(1).fit(rows);
    refused(
        in("other").setAveragingFrequency(4),
        rows,
        "settings: then {batchSize=16, ",
        "averagingFrequency=4");
    refused(in("other").setSeed(4), rows, "seed=4");
    refused(in("other").setLearningRate(0.5), rows, "network: then configuration of sha256 ");
    refused(in("other").setLayers(9), rows, "network: then ");
    refused(in("other"), Frames.rows(spark, 299, 3), "data: then 300 examples", "now 299 examples");
    // Names and columns are no part of what is trained.
    in("other").setEpochs(1).setPredictionCol("class").fit(rows);
  }

  private static void refused(LeapClassifier classifier, Dataset<Row> data, String... reasons) {
    String message = assertThrows(OtherRunException.class, () -> classifier.fit(data)).getMessage();
    for (String reason : reasons) {
      assertTrue(message.contains(reason), message);
    }
  }

  @Test
  void theParamsAreSavedWithTheEstimator(@TempDir Path dir) throws Exception {
    in("saved").write().overwrite().save(dir.resolve("estimator").toString());
    LeapClassifier loaded = LeapClassifier.load(dir.resolve("estimator").toString());
    assertEquals(place.resolve("saved").toString(), loaded.getOrDefault(loaded.checkpointDir()));
    assertEquals(1, (int) loaded.getOrDefault(loaded.checkpointInterval()));
  }
}
