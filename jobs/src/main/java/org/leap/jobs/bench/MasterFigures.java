package org.leap.jobs.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.leap.spark.dl4j.LeapTrainingMaster;

/**
 * One program that uses DL4J's Spark API, once with each training master, on the network
 * 784-1000-1000-10 without LEAP. Everything {@code fit} does counts, but for the first epoch, in
 * which the masters read and keep the data.
 *
 * @param workers logical workers
 * @param averagingFrequency minibatches of a worker between two averages
 * @param examplesPerSecond with {@code LeapTrainingMaster}
 * @param dl4jMasterExamplesPerSecond with {@code ParameterAveragingTrainingMaster}, its approach
 *     {@code Direct}: workers get minibatches from the RDD, as ours do
 * @param dl4jExportExamplesPerSecond the same with its default, {@code Export}: the first epoch
 *     writes the minibatches to files, and only their names are shuffled then
 * @param speedup median, over the turns, of ours in times of {@code Direct}
 * @param exportSpeedup the same for {@code Export}
 * @param repeatable whether training anew gives the same parameters, to the bit
 * @param dl4jMasterRepeatable the same for the other
 */
public record MasterFigures(
    int workers,
    int averagingFrequency,
    double examplesPerSecond,
    double dl4jMasterExamplesPerSecond,
    double dl4jExportExamplesPerSecond,
    double speedup,
    double exportSpeedup,
    boolean repeatable,
    boolean dl4jMasterRepeatable) {
  /** Enough to see whether a program gives the same bits twice. */
  private static final int ROUNDS_TO_REPEAT = 2;

  /**
   * Measures in this process.
   *
   * @param load at most as many workers as there are cores for figures that mean something
   */
  public static MasterFigures measure(BenchOptimizer optimizer, Load load, Duration measured) {
    try (JavaSparkContext spark = OurEngine.spark(load.workers())) {
      // This warms up too.
      boolean repeatable = isRepeatable(spark, optimizer, () -> ours(load), load);
      boolean dl4jRepeatable =
          isRepeatable(
              spark, optimizer, () -> Dl4jMaster.averaging(RDDTrainingApproach.Direct, load), load);
      try (Dl4jMaster ours = new Dl4jMaster(spark, optimizer, ours(load), load);
          Dl4jMaster direct = new Dl4jMaster(spark, optimizer, RDDTrainingApproach.Direct, load);
          Dl4jMaster export = new Dl4jMaster(spark, optimizer, RDDTrainingApproach.Export, load)) {
        List<Dl4jMaster> programs = List.of(ours, direct, export);
        // The first epoch reads the data.
        Turns turns =
            Turns.of(
                number -> programs.stream().mapToDouble(Dl4jMaster::examplesPerSecond).toArray(),
                Duration.ZERO,
                measured);
        return new MasterFigures(
            load.workers(),
            load.averagingFrequency(),
            turns.median(0),
            turns.median(1),
            turns.median(2),
            turns.ratio(0, 1),
            turns.ratio(0, 2),
            repeatable,
            dl4jRepeatable);
      }
    }
  }

  private static TrainingMaster<?, ?> ours(Load load) {
    return new LeapTrainingMaster.Builder(load.workers(), load.batchSize())
        .batchSizePerWorker(load.batchSize())
        .averagingFrequency(load.averagingFrequency())
        .build();
  }

  private static boolean isRepeatable(
      JavaSparkContext spark,
      BenchOptimizer optimizer,
      Supplier<TrainingMaster<?, ?>> master,
      Load load) {
    Supplier<float[]> training =
        () -> {
          try (Dl4jMaster run =
              new Dl4jMaster(spark, optimizer, master.get(), load.ofRounds(ROUNDS_TO_REPEAT))) {
            run.examplesPerSecond();
            return run.parameters();
          }
        };
    return Arrays.equals(training.get(), training.get());
  }
}
