package org.leap.jobs.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.ReductionChoice;

/** Measures the averaging engine in this process, on as many slots as there are workers. */
public final class EngineBench {
  private EngineBench() {}

  /**
   * Measures with the batch size of the network.
   *
   * @param workers logical workers, at most the number of cores for figures that mean something
   * @param averagingFrequency local steps between two averages
   */
  public static EngineFigures measure(
      BenchOptimizer optimizer, int workers, int averagingFrequency, Duration measured) {
    return measure(
        optimizer,
        workers,
        averagingFrequency,
        BenchModel.MLP.batchSize(),
        SyntheticData.stepsOfEpoch(workers, BenchModel.MLP.batchSize()),
        measured);
  }

  static EngineFigures measure(
      BenchOptimizer optimizer,
      int workers,
      int averagingFrequency,
      int batchSize,
      int stepsATurn,
      Duration measured) {
    NetworkBlueprint blueprint = BenchModel.MLP.blueprint(optimizer.updater());
    MultiLayerConfiguration network = MultiLayerConfiguration.fromJson(blueprint.json());
    int rounds = (stepsATurn + averagingFrequency - 1) / averagingFrequency;
    try (JavaSparkContext spark = new JavaSparkContext(LocalSpark.configuration(workers));
        OurEngine ours =
            new OurEngine(
                spark,
                blueprint,
                ReductionChoice.AUTO,
                workers,
                averagingFrequency,
                batchSize,
                rounds);
        LoneWorkers lone = new LoneWorkers(blueprint, workers, batchSize);
        Dl4jMaster dl4j =
            new Dl4jMaster(
                spark,
                network,
                RDDTrainingApproach.Direct,
                workers,
                averagingFrequency,
                batchSize,
                rounds)) {
      List<double[]> turns = new ArrayList<>();
      turn(ours, lone, dl4j, stepsATurn);
      long begin = System.nanoTime();
      do {
        turns.add(turn(ours, lone, dl4j, stepsATurn));
      } while (System.nanoTime() - begin < measured.toNanos());
      // Ratios within a turn hold on a machine whose speed changes from turn to turn.
      double single = Medians.ofColumn(turns, 0);
      return new EngineFigures(
          workers,
          averagingFrequency,
          single * Medians.ofColumn(turns, 1),
          single * Medians.ofColumn(turns, 2),
          single,
          Medians.ofColumn(turns, 3));
    }
  }

  /** A lone worker's rate; the engine's and DL4J's in times of it; the overhead in milliseconds. */
  private static double[] turn(OurEngine ours, LoneWorkers lone, Dl4jMaster dl4j, int steps) {
    OurEngine.Turn engine = ours.train();
    double single = lone.examplesPerSecond(steps);
    return new double[] {
      single,
      engine.examplesPerSecond() / single,
      dl4j.examplesPerSecond() / single,
      engine.roundOverheadMs()
    };
  }
}
