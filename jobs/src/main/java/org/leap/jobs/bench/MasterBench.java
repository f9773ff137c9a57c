package org.leap.jobs.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.leap.spark.dl4j.LeapTrainingMaster;

/** Measures the same DL4J Spark program with our training master and with DL4J's own. */
public final class MasterBench {
  /** With the bench's usual 2,560 examples a round, about an epoch of the MNIST family. */
  private static final int ROUNDS_A_TURN = 24;

  private MasterBench() {}

  /**
   * Measures with the batch size of the network.
   *
   * @param workers logical workers, at most the number of cores for figures that mean something
   * @param averagingFrequency minibatches of a worker between two averages
   */
  public static MasterFigures measure(
      BenchOptimizer optimizer, int workers, int averagingFrequency, Duration measured) {
    return measure(
        optimizer,
        workers,
        averagingFrequency,
        BenchModel.MLP.batchSize(),
        ROUNDS_A_TURN,
        measured);
  }

  static MasterFigures measure(
      BenchOptimizer optimizer,
      int workers,
      int averagingFrequency,
      int batchSize,
      int rounds,
      Duration measured) {
    MultiLayerConfiguration network =
        MultiLayerConfiguration.fromJson(BenchModel.MLP.blueprint(optimizer.updater()).json());
    try (JavaSparkContext spark = new JavaSparkContext(LocalSpark.configuration(workers))) {
      Supplier<Dl4jMaster> withOurs =
          () ->
              new Dl4jMaster(
                  spark,
                  network,
                  new LeapTrainingMaster.Builder(workers, batchSize)
                      .batchSizePerWorker(batchSize)
                      .averagingFrequency(averagingFrequency)
                      .build(),
                  workers,
                  workers * averagingFrequency * rounds,
                  batchSize);
      Supplier<Dl4jMaster> withTheirs =
          () -> new Dl4jMaster(spark, network, workers, averagingFrequency, batchSize, rounds);
      // This warms up too.
      boolean repeatable = isRepeatable(withOurs);
      boolean dl4jRepeatable = isRepeatable(withTheirs);
      Dl4jMaster ours = withOurs.get();
      Dl4jMaster theirs = withTheirs.get();
      // The first epoch reads the data.
      ours.examplesPerSecond();
      theirs.examplesPerSecond();
      List<double[]> turns = new ArrayList<>();
      long begin = System.nanoTime();
      do {
        turns.add(new double[] {ours.examplesPerSecond(), theirs.examplesPerSecond()});
      } while (System.nanoTime() - begin < measured.toNanos());
      return new MasterFigures(
          workers,
          averagingFrequency,
          Medians.ofColumn(turns, 0),
          Medians.ofColumn(turns, 1),
          Medians.of(turns.stream().mapToDouble(turn -> turn[0] / turn[1]).toArray()),
          repeatable,
          dl4jRepeatable);
    }
  }

  private static boolean isRepeatable(Supplier<Dl4jMaster> program) {
    return Arrays.equals(trained(program), trained(program));
  }

  private static float[] trained(Supplier<Dl4jMaster> program) {
    Dl4jMaster run = program.get();
    run.examplesPerSecond();
    return run.parameters();
  }
}
