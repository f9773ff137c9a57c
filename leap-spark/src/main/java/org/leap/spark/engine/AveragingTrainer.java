package org.leap.spark.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;
import org.leap.spark.data.RoundRdd;
import scala.reflect.ClassTag$;

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
    Broadcast<NetworkState> start =
        spark.broadcast(state, ClassTag$.MODULE$.apply(NetworkState.class));
    WorkerResult[] results;
    try {
      results = run(round, new WorkerTask(blueprint, data, plan, start, round));
    } finally {
      start.destroy();
      spark.setJobDescription(null);
    }
    refuseDivergence(round, results);
    NetworkState average = average(results, state);
    listener.roundFinished(report(round, results, (System.nanoTime() - begin) / 1e9));
    return average;
  }

  /** Results in the order of the worker ids, whatever order they arrive in. */
  private WorkerResult[] run(Round round, WorkerTask task) {
    RoundRdd rdd = new RoundRdd(chunks, layout, round.slices());
    return (WorkerResult[])
        spark.runJob(rdd, task, ClassTag$.MODULE$.<WorkerResult>apply(WorkerResult.class));
  }

  private NetworkState average(WorkerResult[] results, NetworkState before) {
    List<float[]> parameters = new ArrayList<>();
    List<float[]> optimizerStates = new ArrayList<>();
    long[] weights = new long[results.length];
    int contributing = 0;
    for (WorkerResult result : results) {
      if (result.examples() > 0) {
        parameters.add(result.state().parameters());
        optimizerStates.add(result.state().optimizerState());
        weights[contributing++] = result.examples();
      }
    }
    weights = Arrays.copyOf(weights, contributing);
    float[] optimizerState =
        plan.averageOptimizerState()
            ? WeightedAverage.of(optimizerStates, weights)
            : before.optimizerState();
    return new NetworkState(WeightedAverage.of(parameters, weights), optimizerState);
  }

  private static void refuseDivergence(Round round, WorkerResult[] results) {
    for (int worker = 0; worker < results.length; worker++) {
      if (results[worker].divergence() != null) {
        throw new DivergedException(
            "diverged in round %d (epoch %d), worker %d: %s; try a lower learning rate, a lower sigma or a warmup"
                .formatted(
                    round.index() + 1, round.epoch() + 1, worker, results[worker].divergence()));
      }
    }
  }

  private RoundReport report(Round round, WorkerResult[] results, double seconds) {
    long examples = 0;
    double lossSum = 0;
    for (WorkerResult result : results) {
      examples += result.examples();
      lossSum += result.lossSum();
    }
    double damping =
        plan.streams() == TrainingPlan.NoiseStreams.SHARED
                || plan.compensation() == TrainingPlan.Compensation.FULL
            ? 1
            : round.damping();
    return new RoundReport(
        round.index(),
        round.epoch(),
        round.endStep(),
        lossSum / examples,
        damping,
        examples,
        seconds);
  }
}
