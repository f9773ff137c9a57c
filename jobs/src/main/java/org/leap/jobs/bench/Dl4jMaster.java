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
import org.nd4j.linalg.dataset.DataSet;

/** A program that uses DL4J's Spark API, on synthetic data, an epoch of a few rounds at a time. */
final class Dl4jMaster implements AutoCloseable {
  private final JavaSparkContext spark;
  private final SparkDl4jMultiLayer network;
  private final JavaRDD<DataSet> data;
  private final long examples;

  /** The program with any master. */
  Dl4jMaster(
      JavaSparkContext spark, BenchOptimizer optimizer, TrainingMaster<?, ?> master, Load load) {
    this.spark = spark;
    String json = load.model().blueprint(optimizer.updater()).json();
    network = new SparkDl4jMultiLayer(spark, MultiLayerConfiguration.fromJson(json), master);
    int minibatches = load.minibatches(0);
    int batchSize = load.batchSize();
    examples = (long) minibatches * batchSize;
    List<Integer> seeds = IntStream.range(0, minibatches).boxed().toList();
    // One for all turns, as a program trains its epochs: both masters keep what they read.
    BenchModel model = load.model();
    data = spark.parallelize(seeds, load.workers()).map(seed -> minibatch(model, batchSize, seed));
  }

  /**
   * The program with DL4J's own parameter averaging.
   *
   * @param approach how its workers get the data: from the RDD, or from files it is first exported
   *     to
   */
  Dl4jMaster(
      JavaSparkContext spark, BenchOptimizer optimizer, RDDTrainingApproach approach, Load load) {
    this(spark, optimizer, averaging(approach, load), load);
  }

  static TrainingMaster<?, ?> averaging(RDDTrainingApproach approach, Load load) {
    return new ParameterAveragingTrainingMaster.Builder(load.workers(), load.batchSize())
        .batchSizePerWorker(load.batchSize())
        .averagingFrequency(load.averagingFrequency())
        .rddTrainingApproach(approach)
        .saveUpdater(true)
        .build();
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

  private static DataSet minibatch(BenchModel model, int batchSize, int seed) {
    return new SyntheticData(model.shape(), batchSize, seed)
        .minibatches(batchSize, model.flatInput())
        .get(0);
  }
}
