package org.leap.spark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
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
  @TempDir private static java.nio.file.Path place;
  private static SparkSession spark;
  private static Dataset<Row> rows;

  @BeforeAll
  static void start() {
    spark = Frames.session();
    spark
        .sparkContext()
        .hadoopConfiguration()
        .setClass("fs.dying.impl", DyingFiles.class, FileSystem.class);
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
    return classifier()
        .setCheckpointDir("dying://" + place.resolve(folder))
        .setCheckpointInterval(1);
  }

  /** Local files that end the fit when it commits the checkpoint of a round. */
  public static final class DyingFiles extends RawLocalFileSystem {
    private static final Pattern COMMIT = Pattern.compile(".*/(round-\\d+)/\\.manifest[^/]*");
    private static final List<String> COMMITTED = new ArrayList<>();
    private static String fatal = "";

    @Override
    public URI getUri() {
      return URI.create("dying:///");
    }

    @Override
    public FSDataOutputStream create(Path file, boolean overwrite) throws IOException {
      Matcher commit = COMMIT.matcher(file.toUri().getPath());
      if (commit.matches()) {
        if (commit.group(1).equals(fatal)) {
          throw new IOException("killed at " + fatal);
        }
        COMMITTED.add(commit.group(1));
      }
      return super.create(file, overwrite);
    }
  }

  private static void killed(LeapClassifier classifier, String round) {
    DyingFiles.fatal = round;
    try {
      String message =
          assertThrows(UncheckedIOException.class, () -> classifier.fit(rows)).getMessage();
      assertTrue(message.endsWith("cannot be saved: killed at " + round), message);
    } finally {
      DyingFiles.fatal = "";
    }
  }

  private static void assertSame(LeapClassificationModel expected, LeapClassificationModel actual) {
    assertArrayEquals(
        expected.network().params().toFloatVector(), actual.network().params().toFloatVector());
    assertEquals(expected.summary(), actual.summary());
  }

  @Test
  void aFitThatWasEndedGoesOnToTheSameModel() {
    LeapClassificationModel whole = classifier().fit(rows);
    DyingFiles.COMMITTED.clear();
    killed(in("killed"), "round-000005");
    assertEquals(
        List.of("round-000001", "round-000002", "round-000003", "round-000004"),
        DyingFiles.COMMITTED);

    DyingFiles.COMMITTED.clear();
    assertSame(whole, in("killed").fit(rows));
    assertEquals(
        List.of("round-000005", "round-000006", "round-000007", "round-000008"),
        DyingFiles.COMMITTED);
    DyingFiles.COMMITTED.clear();
    // As it is complete, there is nothing left to train.
    assertSame(whole, in("killed").fit(rows));
    assertEquals(List.of(), DyingFiles.COMMITTED);
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
  void theParamsAreSavedWithTheEstimator(@TempDir java.nio.file.Path dir) throws Exception {
    in("saved").write().overwrite().save(dir.resolve("estimator").toString());
    LeapClassifier loaded = LeapClassifier.load(dir.resolve("estimator").toString());
    assertEquals("dying://" + place.resolve("saved"), loaded.getOrDefault(loaded.checkpointDir()));
    assertEquals(1, (int) loaded.getOrDefault(loaded.checkpointInterval()));
  }
}
