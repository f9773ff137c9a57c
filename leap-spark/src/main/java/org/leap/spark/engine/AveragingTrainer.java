package org.leap.spark.engine;

import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.rdd.RDD;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;
import org.leap.spark.data.RoundRdd;

/**
 * Parameter averaging in rounds. In a round every logical worker starts from the same parameters
 * and trains up to {@code averagingFrequency} minibatches of its own; then the driver averages,
 * weighted by examples, in the order of the worker ids. One Spark job a round, over just the
 * partitions it needs.
 */
public final class AveragingTrainer {
  private final SparkContext spark;
  private final NetworkBlueprint blueprint;
  private final RDD<Chunk> chunks;
  private final ChunkLayout layout;
  private final WorkerTask.TrainingData data;
  private final TrainingPlan plan;
  private final Reduction reduction;

  /**
   * @param chunks the training data: one partition per chunk, in the order of the layout
   */
  public AveragingTrainer(
      NetworkBlueprint blueprint,
      RDD<Chunk> chunks,
      ChunkLayout layout,
      ExampleShape shape,
      Normalization normalization,
      TrainingPlan plan) {
    this(
        blueprint,
        chunks,
        layout,
        shape,
        normalization,
        plan,
        new DirectReduction(chunks.context().isLocal()));
  }

  AveragingTrainer(
      NetworkBlueprint blueprint,
      RDD<Chunk> chunks,
      ChunkLayout layout,
      ExampleShape shape,
      Normalization normalization,
      TrainingPlan plan,
      Reduction reduction) {
    this.reduction = reduction;
    this.spark = chunks.context();
    this.blueprint = blueprint;
    this.chunks = chunks;
    this.layout = layout;
    this.data = new WorkerTask.TrainingData(shape, normalization, layout.batchSize());
    this.plan = plan;
  }

  /** The state of a new network, from the seed in its configuration. */
  public static NetworkState initialState(NetworkBlueprint blueprint) {
    return ReplicaPool.borrow(blueprint, Replica::state);
  }

  /** Rounds of the whole run. */
  public int rounds() {
    return Round.total(layout, plan);
  }

  /**
   * Trains from the given state, reached after {@code step} steps, to the end of the plan.
   *
   * @return the last average
   * @throws DivergedException when loss or parameters are no longer finite
   */
  public NetworkState train(NetworkState state, int step, RunListener listener) {
    try {
      while (step < plan.steps()) {
        Round round = Round.at(step, layout, plan);
        state = train(round, state, listener);
        step = round.endStep();
        if (round.lastOfEpoch()) {
          listener.epochFinished(round.epoch(), step, state);
        }
      }
      return state;
    } finally {
      ReplicaPool.release(blueprint);
    }
  }

  private NetworkState train(Round round, NetworkState state, RunListener listener) {
    long begin = System.nanoTime();
    spark.setJobDescription(
        "round %d of %d, epoch %d".formatted(round.index() + 1, rounds(), round.epoch() + 1));
    Reduction.Reduced reduced;
    try (SharedState start = SharedState.of(spark, state)) {
      reduced =
          reduction.run(
              new RoundRdd(chunks, layout, round.slices()),
              new WorkerTask(blueprint, data, plan, start, round),
              layout.workers(),
              plan.averageOptimizerState());
    } finally {
      spark.setJobDescription(null);
    }
    if (reduced.diverged()) {
      throw divergence(round, reduced.reports());
    }
    listener.roundFinished(report(round, reduced.reports(), (System.nanoTime() - begin) / 1e9));
    return plan.averageOptimizerState()
        ? reduced.average()
        : new NetworkState(reduced.average().parameters(), state.optimizerState());
  }

  private static DivergedException divergence(Round round, List<WorkerReport> reports) {
    for (int worker = 0; worker < reports.size(); worker++) {
      String what = reports.get(worker).divergence();
      if (what != null) {
        return new DivergedException(
            "diverged in round %d (epoch %d), worker %d: %s; try a lower learning rate, a lower sigma or a warmup"
                .formatted(round.index() + 1, round.epoch() + 1, worker, what));
      }
    }
    throw new AssertionError("no worker diverged");
  }

  private RoundReport report(Round round, List<WorkerReport> reports, double seconds) {
    long examples = 0;
    double lossSum = 0;
    for (WorkerReport worker : reports) {
      examples += worker.examples();
      lossSum += worker.lossSum();
    }
    double scale = plan.sigmaScale(round.damping());
    double damping = plan.streams() == TrainingPlan.NoiseStreams.SHARED ? 1 : round.damping();
    return new RoundReport(
        round.index(),
        round.epoch(),
        round.endStep(),
        lossSum / examples,
        scale,
        scale * damping,
        examples,
        seconds);
  }
}
