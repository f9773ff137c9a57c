package org.leap.jobs.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.leap.spark.dl4j.LeapTrainingMaster;

/** Measures the same DL4J Spark program with our training master and with DL4J's own. */
public final class MasterBench {
  /** Enough to see whether a program gives the same bits twice. */
  private static final int ROUNDS_TO_REPEAT = 2;

  private MasterBench() {}

  /**
   * Measures with the batch size of the network.
   *
   * @param workers logical workers, at most the number of cores for figures that mean something
   * @param averagingFrequency minibatches of a worker between two averages
   */
  public static MasterFigures measure(
      BenchOptimizer optimizer, int workers, int averagingFrequency, Duration measured) {
    int batchSize = BenchModel.MLP.batchSize();
    int steps = SyntheticData.stepsOfEpoch(workers, batchSize);
    int rounds = (steps + averagingFrequency - 1) / averagingFrequency;
    return measure(optimizer, workers, averagingFrequency, batchSize, rounds, measured);
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
      IntFunction<Dl4jMaster> withOurs =
          count ->
              new Dl4jMaster(
                  spark,
                  network,
                  new LeapTrainingMaster.Builder(workers, batchSize)
                      .batchSizePerWorker(batchSize)
                      .averagingFrequency(averagingFrequency)
                      .build(),
                  workers,
                  workers * averagingFrequency * count,
                  batchSize);
      BiFunction<RDDTrainingApproach, Integer, Dl4jMaster> withTheirs =
          (approach, count) ->
              new Dl4jMaster(
                  spark, network, approach, workers, averagingFrequency, batchSize, count);
      // This warms up too.
      boolean repeatable = isRepeatable(withOurs);
      boolean dl4jRepeatable =
          isRepeatable(count -> withTheirs.apply(RDDTrainingApproach.Direct, count));
      List<double[]> turns = new ArrayList<>();
      try (Dl4jMaster ours = withOurs.apply(rounds);
          Dl4jMaster direct = withTheirs.apply(RDDTrainingApproach.Direct, rounds);
          Dl4jMaster export = withTheirs.apply(RDDTrainingApproach.Export, rounds)) {
        List<Dl4jMaster> programs = List.of(ours, direct, export);
        // The first epoch reads the data.
        programs.forEach(Dl4jMaster::examplesPerSecond);
        long begin = System.nanoTime();
        do {
          turns.add(programs.stream().mapToDouble(Dl4jMaster::examplesPerSecond).toArray());
        } while (System.nanoTime() - begin < measured.toNanos());
      }
      return new MasterFigures(
          workers,
          averagingFrequency,
          Medians.ofColumn(turns, 0),
          Medians.ofColumn(turns, 1),
          Medians.ofColumn(turns, 2),
          Medians.of(turns.stream().mapToDouble(turn -> turn[0] / turn[1]).toArray()),
          Medians.of(turns.stream().mapToDouble(turn -> turn[0] / turn[2]).toArray()),
          repeatable,
          dl4jRepeatable);
    }
  }

  private static boolean isRepeatable(IntFunction<Dl4jMaster> program) {
    return Arrays.equals(trained(program), trained(program));
  }

  private static float[] trained(IntFunction<Dl4jMaster> program) {
    try (Dl4jMaster run = program.apply(ROUNDS_TO_REPEAT)) {
      run.examplesPerSecond();
      return run.parameters();
    }
  }
}
