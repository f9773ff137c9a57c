package org.leap.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.ReductionChoice;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RunListener;
import org.leap.spark.engine.TrainingPlan;

/** The averaging engine on synthetic data, a few rounds at a time. */
final class OurEngine implements AutoCloseable {
  private static final int SEED = 42;

  /** Rounds in which replicas are built and chunks are read. */
  static final int UNTIMED = 2;

  private final NetworkBlueprint blueprint;
  private final InMemoryChunks chunks;
  private final ChunkedData data;
  private final TrainingPlan plan;
  private final NetworkState start;

  /**
   * What one turn measured.
   *
   * @param roundOverheadMs median time of a round outside training
   */
  record Turn(double examplesPerSecond, double roundOverheadMs) {}

  /**
   * @param load timed in one turn
   */
  OurEngine(
      JavaSparkContext spark, NetworkBlueprint blueprint, ReductionChoice reduction, Load load) {
    this.blueprint = blueprint;
    SyntheticData examples =
        new SyntheticData(
            BenchModel.MLP.shape(), load.minibatches(UNTIMED) * load.batchSize(), SEED);
    ChunkLayout layout = examples.layout(load.workers(), load.batchSize());
    chunks = InMemoryChunks.shuffled(spark, BenchModel.MLP.shape(), examples, layout, SEED);
    data = examples.chunked(spark, chunks, layout);
    plan =
        new TrainingPlan(
            SEED,
            (UNTIMED + load.rounds()) * load.averagingFrequency(),
            new TrainingPlan.Averaging(load.averagingFrequency(), true, reduction));
    start = AveragingTrainer.initialState(blueprint);
  }

  Turn train() {
    Clock clock = new Clock();
    train(clock);
    return new Turn(clock.examples * 1e9 / clock.nanos(), Turns.median(clock.overheadMs()));
  }

  void train(RunListener listener) {
    new AveragingTrainer(blueprint, data, plan).train(start, 0, listener);
  }

  @Override
  public void close() {
    chunks.close();
  }

  /** Wall time from round to round, so that nothing between them is forgotten. */
  private static final class Clock implements RunListener {
    private final List<RoundReport> rounds = new ArrayList<>();
    private long begin;
    private long end;
    private long examples;

    @Override
    public void roundFinished(RoundReport round, NetworkState state, boolean lastOfEpoch) {
      long now = System.nanoTime();
      if (round.round() <= UNTIMED) {
        begin = now;
        return;
      }
      end = now;
      examples += round.examples();
      rounds.add(round);
    }

    long nanos() {
      return end - begin;
    }

    double[] overheadMs() {
      return rounds.stream()
          .map(RoundReport::timing)
          .mapToDouble(timing -> 1e3 * (timing.total() - timing.compute() - timing.perturb()))
          .toArray();
    }
  }
}
