package org.leap.jobs.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.leap.core.Leap;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.ReductionChoice;

/**
 * Parameter averaging in one process.
 *
 * @param model its name in the model zoo
 * @param workers logical workers
 * @param averagingFrequency local steps between two averages
 * @param examplesPerSecond of our engine, without LEAP
 * @param dl4jMasterExamplesPerSecond of DL4J's {@code ParameterAveragingTrainingMaster}, with the
 *     same network, data and Spark
 * @param singleWorkerExamplesPerSecond of one replica without Spark, while every other core runs
 *     the same loop
 * @param roundOverheadMs median time of a round outside training, in milliseconds: waiting for the
 *     slower worker included
 * @param torch beside PyTorch; null where it was not asked for
 */
public record EngineFigures(
    String model,
    int workers,
    int averagingFrequency,
    double examplesPerSecond,
    double dl4jMasterExamplesPerSecond,
    double singleWorkerExamplesPerSecond,
    double roundOverheadMs,
    Torch torch) {

  /**
   * Local SGD of PyTorch: a process a worker, parameters averaged by all-reduce (Gloo) over the
   * loopback interface.
   *
   * @param version of PyTorch
   * @param layout of images, the better one; empty where there are none
   * @param examplesPerSecond without noise
   * @param oursWithLeapExamplesPerSecond of our engine with LEAP
   * @param oursWithLeapToIt the time of our minibatch with LEAP in times of its own without noise
   */
  public record Torch(
      String version,
      String layout,
      double examplesPerSecond,
      double oursWithLeapExamplesPerSecond,
      double oursWithLeapToIt) {}

  /**
   * Measures in this process, on as many slots as there are workers.
   *
   * @param load at most as many workers as there are cores for figures that mean something
   */
  public static EngineFigures measure(BenchOptimizer optimizer, Load load, Duration measured) {
    return measure(optimizer, load, null, measured);
  }

  /**
   * The same in turns with PyTorch.
   *
   * @throws org.leap.jobs.process.UsageException if there is no PyTorch
   */
  public static EngineFigures measureBesideTorch(
      BenchOptimizer optimizer, Load load, Duration measured) {
    return measureBesideTorch(optimizer, load, TorchPeer.PYTHON, measured);
  }

  static EngineFigures measureBesideTorch(
      BenchOptimizer optimizer, Load load, String python, Duration measured) {
    try (TorchPeer torch = TorchPeer.startAveraging(python, optimizer, load)) {
      return measure(optimizer, load, torch, measured);
    }
  }

  private static EngineFigures measure(
      BenchOptimizer optimizer, Load load, TorchPeer torch, Duration measured) {
    NetworkBlueprint blueprint = load.model().blueprint(optimizer.updater());
    try (JavaSparkContext spark = OurEngine.spark(load.workers());
        OurEngine ours = new OurEngine(spark, blueprint, ReductionChoice.AUTO, load);
        LoneWorkers lone = new LoneWorkers(blueprint, load);
        Dl4jMaster dl4j = new Dl4jMaster(spark, optimizer, RDDTrainingApproach.Direct, load)) {
      Pieces pieces = new Pieces(ours, lone, dl4j);
      if (torch == null) {
        return figures(load, Turns.of(number -> pieces.turn(), Duration.ZERO, measured), null);
      }
      torch.requireParameters(lone.trainedParameters());
      try (OurEngine leap =
          new OurEngine(spark, withLeap(load, optimizer), ReductionChoice.AUTO, load)) {
        BesideTorch beside = new BesideTorch(pieces, leap, torch, load);
        Turns turns = Turns.of(number -> beside.turn(), Duration.ZERO, measured);
        return figures(load, turns, beside.figures(turns));
      }
    }
  }

  private static NetworkBlueprint withLeap(Load load, BenchOptimizer optimizer) {
    return load.model()
        .blueprint(Leap.perturb(optimizer.updater()).sigma(StepFigures.SIGMA).seed(42).build());
  }

  private static EngineFigures figures(Load load, Turns turns, Torch torch) {
    double single = turns.median(0);
    return new EngineFigures(
        load.model().toString(),
        load.workers(),
        load.averagingFrequency(),
        single * turns.ratio(1, 0),
        single * turns.ratio(2, 0),
        single,
        turns.median(3),
        torch);
  }

  /** What takes turns. */
  private record Pieces(OurEngine ours, LoneWorkers lone, Dl4jMaster dl4j) {
    static final int COUNT = 4;

    /** The rates of a lone worker, the engine and DL4J; the overhead in milliseconds. */
    double[] turn() {
      OurEngine.Turn engine = ours.train();
      return new double[] {
        lone.examplesPerSecond(),
        engine.examplesPerSecond(),
        dl4j.examplesPerSecond(),
        engine.roundOverheadMs()
      };
    }
  }

  /** The same turns with more at their end: the engine with LEAP, and PyTorch in each layout. */
  private record BesideTorch(Pieces pieces, OurEngine leap, TorchPeer torch, Load load) {
    private static final int LEAP = Pieces.COUNT;

    double[] turn() {
      double[] before = pieces.turn();
      double[] turn = Arrays.copyOf(before, LEAP + 1 + torch.variants().size());
      turn[LEAP] = leap.train().examplesPerSecond();
      long examples = (long) load.minibatches(0) * load.batchSize();
      for (int variant = 0; variant < torch.variants().size(); variant++) {
        turn[LEAP + 1 + variant] = examples * 1e9 / torch.total(variant, load.rounds());
      }
      return turn;
    }

    Torch figures(Turns turns) {
      int better =
          IntStream.range(0, torch.variants().size())
              .boxed()
              .max(Comparator.comparingDouble(variant -> turns.median(LEAP + 1 + variant)))
              .orElseThrow();
      double rate = turns.median(LEAP + 1 + better);
      return new Torch(
          torch.version(),
          torch.variants().get(better).layout(),
          rate,
          rate * turns.ratio(LEAP, LEAP + 1 + better),
          turns.ratio(LEAP + 1 + better, LEAP));
    }
  }
}
