package org.leap.jobs.bench;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.leap.spark.data.ExampleShape;
import org.nd4j.linalg.dataset.DataSet;

/** A program that uses DL4J's Spark API, on synthetic data, an epoch of a few rounds at a time. */
final class Dl4jMaster implements AutoCloseable {
  private final JavaSparkContext spark;
  private final SparkDl4jMultiLayer network;
  private final JavaRDD<DataSet> data;
  private final long examples;

  /**
   * With DL4J's own parameter averaging.
   *
   * @param approach how its workers get the data: from the RDD, or from files it is first exported
   *     to
   * @param rounds of one turn
   */
  Dl4jMaster(
      JavaSparkContext spark,
      MultiLayerConfiguration configuration,
      RDDTrainingApproach approach,
      int workers,
      int averagingFrequency,
      int batchSize,
      int rounds) {
    this(
        spark,
        configuration,
        new ParameterAveragingTrainingMaster.Builder(workers, batchSize)
            .batchSizePerWorker(batchSize)
            .averagingFrequency(averagingFrequency)
            .rddTrainingApproach(approach)
            .saveUpdater(true)
            .build(),
        workers,
        workers * averagingFrequency * rounds,
        batchSize);
  }

  /**
   * The same program with any master.
   *
   * @param minibatches of one turn
   */
  Dl4jMaster(
      JavaSparkContext spark,
      MultiLayerConfiguration configuration,
      TrainingMaster<?, ?> master,
      int workers,
      int minibatches,
      int batchSize) {
    this.spark = spark;
    this.network = new SparkDl4jMultiLayer(spark, configuration.clone(), master);
    this.examples = (long) minibatches * batchSize;
    ExampleShape shape = BenchModel.MLP.shape();
    List<Integer> seeds = IntStream.range(0, minibatches).boxed().toList();
    // One for all turns, as a program trains its epochs: both masters keep what they read.
    data = spark.parallelize(seeds, workers).map(seed -> minibatch(shape, batchSize, seed));
  }

  /** Trains one epoch. */
  double examplesPerSecond() {
    long begin = System.nanoTime();
    network.fit(data);
    double seconds = (System.nanoTime() - begin) * 1e-9;
    return examples / seconds;
  }

  float[] parameters() {
    return network.getNetwork().params().toFloatVector();
  }

  /** Lets go of the data that the master and Spark keep. */
  @Override
  public void close() {
    data.unpersist();
    network.getTrainingMaster().deleteTempFiles(spark);
  }

  private static DataSet minibatch(ExampleShape shape, int batchSize, int seed) {
    return new SyntheticData(shape, batchSize, seed).minibatches(batchSize, true).get(0);
  }
}
