package org.leap.jobs.bench;

import java.time.Duration;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.ReductionChoice;

/**
 * Parameter averaging in one process, without LEAP, on the network 784-1000-1000-10.
 *
 * @param workers logical workers
 * @param averagingFrequency local steps between two averages
 * @param examplesPerSecond of our engine
 * @param dl4jMasterExamplesPerSecond of DL4J's {@code ParameterAveragingTrainingMaster}, with the
 *     same network, data and Spark
 * @param singleWorkerExamplesPerSecond of one replica without Spark, while every other core runs
 *     the same loop
 * @param roundOverheadMs median time of a round outside training, in milliseconds: waiting for the
 *     slower worker included
 */
public record EngineFigures(
    int workers,
    int averagingFrequency,
    double examplesPerSecond,
    double dl4jMasterExamplesPerSecond,
    double singleWorkerExamplesPerSecond,
    double roundOverheadMs) {

  /**
   * Measures in this process, on as many slots as there are workers, with the batch size of the
   * network.
   *
   * @param workers logical workers, at most the number of cores for figures that mean something
   * @param averagingFrequency local steps between two averages
   */
  public static EngineFigures measure(
      BenchOptimizer optimizer, int workers, int averagingFrequency, Duration measured) {
    return measure(optimizer, Load.ofEpoch(workers, averagingFrequency), measured);
  }

  static EngineFigures measure(BenchOptimizer optimizer, Load load, Duration measured) {
    NetworkBlueprint blueprint = BenchModel.MLP.blueprint(optimizer.updater());
    try (JavaSparkContext spark = OurEngine.spark(load.workers());
        OurEngine ours = new OurEngine(spark, blueprint, ReductionChoice.AUTO, load);
        LoneWorkers lone = new LoneWorkers(blueprint, load);
        Dl4jMaster dl4j = new Dl4jMaster(spark, optimizer, RDDTrainingApproach.Direct, load)) {
      Turns turns = Turns.of(number -> turn(ours, lone, dl4j), Duration.ZERO, measured);
      double single = turns.median(0);
      return new EngineFigures(
          load.workers(),
          load.averagingFrequency(),
          single * turns.ratio(1, 0),
          single * turns.ratio(2, 0),
          single,
          turns.median(3));
    }
  }

  /** The rates of a lone worker, the engine and DL4J; the overhead in milliseconds. */
  private static double[] turn(OurEngine ours, LoneWorkers lone, Dl4jMaster dl4j) {
    OurEngine.Turn engine = ours.train();
    return new double[] {
      lone.examplesPerSecond(),
      engine.examplesPerSecond(),
      dl4j.examplesPerSecond(),
      engine.roundOverheadMs()
    };
  }
}
