package org.leap.jobs.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.spark.ml.LeapClassificationModel;
import org.leap.spark.ml.LeapClassifier;

/** CrossValidator over sigma on Fashion-MNIST, in one process and on a cluster. */
final class CrossValidationIT {
  private static final double[] SIGMAS = {0, 0.2};

  @Test
  void choosesTheSameModelInOneProcessAndOnTwoExecutors(@TempDir Path folder) throws IOException {
    SparkHome home =
        SparkHome.assemble(
            folder.resolve("spark"), Path.of(System.getProperty("spark.classpath.file")));
    CrossValidatorModel here = crossValidated("local[2]");
    CrossValidatorModel there;
    try (StandaloneCluster cluster =
        StandaloneCluster.start(home, Files.createDirectories(folder.resolve("cluster")))) {
      there = crossValidated(cluster.masterUrl());
    }
    assertArrayEquals(here.avgMetrics(), there.avgMetrics());
    assertEquals(SIGMAS.length, here.avgMetrics().length);
    assertTrue(
        Arrays.stream(here.avgMetrics()).min().orElseThrow() > 0.5,
        () -> Arrays.toString(here.avgMetrics()));
    assertArrayEquals(parameters(here), parameters(there));
  }

  private static CrossValidatorModel crossValidated(String master) throws IOException {
    try (SparkSession spark =
        SparkSession.builder()
            .master(master)
            .appName("cross-validation")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.executor.extraClassPath", classPath())
            .config("spark.executorEnv.OMP_NUM_THREADS", "1")
            .config("spark.executor.memory", "1g")
            .getOrCreate()) {
      Dataset<Row> rows = FashionFrame.of(spark, 800, 2).cache();
      LeapClassifier estimator =
          new LeapClassifier()
              .setLayers(32)
              .setEpochs(6)
              .setBatchSize(32)
              .setAveragingFrequency(13)
              .setSeed(1);
      ParamMap[] grid = new ParamGridBuilder().addGrid(estimator.sigma(), SIGMAS).build();
      return new CrossValidator()
          .setEstimator(estimator)
          .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
          .setEstimatorParamMaps(grid)
          .setNumFolds(2)
          .setSeed(7)
          .fit(rows);
    }
  }

  private static float[] parameters(CrossValidatorModel model) {
    return ((LeapClassificationModel) model.bestModel()).network().params().toFloatVector();
  }

  private static String classPath() {
    return List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)).stream()
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
