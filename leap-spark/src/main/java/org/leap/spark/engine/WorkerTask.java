package org.leap.spark.engine;

import java.io.Serializable;
import java.util.Iterator;
import java.util.function.IntFunction;
import org.leap.core.Leap;
import org.leap.core.NoiseBinding;
import org.leap.core.noise.SeedDerivation;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.DataSetChunk;
import org.leap.spark.data.Minibatches;
import org.leap.spark.data.RoundRdd.Assigned;
import org.leap.spark.gpu.TaskDevice;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local steps of one logical worker in one round. A pure function of its fields, the worker id
 * and the chunks, so that Spark may retry and speculate.
 */
final class WorkerTask implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long LAYER_RANDOMNESS = 4;
  private static final Logger LOG = LoggerFactory.getLogger(WorkerTask.class);

  /** A worker's report and its state, null when it had nothing to train or diverged. */
  record Result(WorkerReport report, NetworkState state) {}

  private final NetworkBlueprint blueprint;
  private final TaskData data;
  private final TrainingPlan plan;
  private final SharedState start;
  private final int round;
  private final int step;
  private final int epoch;
  private final double sigmaScale;
  private final double rateScale;

  WorkerTask(
      NetworkBlueprint blueprint,
      ChunkedData data,
      TrainingPlan plan,
      SharedState start,
      Round round,
      double rateScale) {
    this.blueprint = blueprint;
    this.data = TaskData.of(data, plan.hardware().threadsPerWorker());
    this.plan = plan;
    this.start = start;
    this.round = round.index();
    this.step = round.firstStep();
    this.epoch = round.epoch();
    this.sigmaScale = plan.sigmaFactors(round.examples()).worker();
    this.rateScale = rateScale;
  }

  /**
   * Trains what is assigned to a worker.
   *
   * @param arrays gives one of so many elements for its state
   */
  Result run(int worker, Iterator<Assigned> chunks, IntFunction<float[]> arrays) {
    LogContext.worker(worker);
    TaskDevice.bind();
    if (!chunks.hasNext()) {
      return new Result(WorkerReport.idle(), null);
    }
    Result result =
        ReplicaPool.borrow(blueprint, replica -> train(replica, worker, chunks, arrays));
    LOG.debug("worker {} trained {} examples", worker, result.report().examples);
    return result;
  }

  private Result train(
      Replica replica, int worker, Iterator<Assigned> chunks, IntFunction<float[]> arrays) {
    long begin = System.nanoTime();
    replica.load(start.state());
    replica.view().setCounters(step, epoch);
    int stream = plan.noise().stream(worker);
    Leap.bind(
        replica.network(),
        new NoiseBinding(stream, sigmaScale, plan.hardware().threadsPerWorker()));
    Leap.restartOptimizer(
        replica.network(), plan.averaging().optimizerState() ? -plan.optimizerSteps() : step);
    replica.scaleRates(rateScale);
    replica.treatGradients(plan.gradients(), worker);
    seedLayers(plan.seed(), worker, round);

    LocalSteps steps = new LocalSteps(replica, step, epoch, plan.labelSmoothing());
    Minibatches minibatches = data.minibatches(blueprint.flatInput());
    while (chunks.hasNext()) {
      Assigned assigned = chunks.next();
      assigned.chunk().graph().ifPresent(replica.view()::bind);
      if (assigned.chunk() instanceof DataSetChunk ready) {
        ready.forEach(assigned.slice(), steps::accept);
      } else {
        minibatches.forEach(assigned.chunk(), assigned.slice(), steps);
      }
    }
    return steps.result(begin, arrays);
  }

  /** Dropout and the like draw from ND4J's generator of this thread. */
  static void seedLayers(long seed, int worker, int round) {
    Nd4j.getRandom().setSeed(SeedDerivation.deriveForNd4j(seed, LAYER_RANDOMNESS, worker, round));
  }
}
