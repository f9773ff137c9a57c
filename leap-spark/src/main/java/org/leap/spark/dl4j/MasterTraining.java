package org.leap.spark.dl4j;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.leap.spark.data.Chunk;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.DataSetChunkRdd;
import org.leap.spark.data.HostDataSet;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.JobGroup;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RunListener;
import org.leap.spark.engine.TaskSlots;
import org.leap.spark.engine.TrainedBefore;
import org.leap.spark.engine.TrainingPlan;
import org.leap.spark.engine.TrainingPlan.Hardware;
import org.leap.spark.engine.TrainingPlan.Noise;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the networks of a master on the minibatches of an RDD, which are placed for its workers
 * and kept for the next epoch. The caller's RDD is neither persisted nor changed.
 */
final class MasterTraining {
  private static final Logger LOG = LoggerFactory.getLogger(MasterTraining.class);

  private final MasterSettings settings;

  /** Null for none. */
  private final MasterCheckpoints checkpoints;

  private List<TrainingListener> listeners = List.of();

  /** Null unless they are collected. */
  private LeapTrainingStats stats;

  /** What the data was read from; null for no data. */
  private RDD<?> source;

  private ChunkedData data;
  private ExportedChunks exported;

  /** Of the last round. */
  private double loss;

  /** What the outer optimizer kept; null before the first training. */
  private Kept kept;

  /** Of a network, as it was left. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Kept(Model network, int steps, float[] outerState, String hardware) {}

  MasterTraining(MasterSettings settings) {
    this.settings = settings;
    this.checkpoints = settings.checkpointFolder == null ? null : new MasterCheckpoints(settings);
  }

  void setListeners(List<TrainingListener> newListeners) {
    listeners = newListeners;
  }

  void collectStats(boolean collect) {
    stats = !collect ? null : stats == null ? new LeapTrainingStats() : stats;
  }

  LeapTrainingStats stats() {
    return stats;
  }

  /**
   * Trains one epoch; examples are read unless {@code from} is the one of the last time. A training
   * that fails leaves the network as it was.
   */
  void train(TrainedNetwork network, RDD<?> from, Supplier<JavaRDD<HostDataSet>> examples) {
    // Before anything is read: the network may be one that cannot be trained.
    NetworkBlueprint blueprint =
        network.blueprint(settings.perturbation).withRecompute(settings.recompute);
    if (source != from) {
      place(from, examples);
    }
    TrainedBefore before = network.trainedBefore();
    NetworkState start = start(network, blueprint, before);
    boolean done = false;
    try {
      listeners.forEach(listener -> listener.onEpochStart(network.model()));
      train(network, blueprint, before, start);
      done = true;
    } finally {
      // Listeners were shown the network in between. Asked for again, it goes on from its start.
      if (!done) {
        network.take(blueprint, start);
        network.step(before.steps());
      }
    }
  }

  private void train(
      TrainedNetwork network,
      NetworkBlueprint blueprint,
      TrainedBefore before,
      NetworkState start) {
    TrainingPlan plan = plan(data.layout().stepsPerEpoch());
    AveragingTrainer trainer =
        new AveragingTrainer(blueprint, data, plan, new JobGroup(data.chunks().context()), before);
    if (goesOn(network, before)) {
      trainer.goesOnFrom(kept.hardware);
    }
    int steps = before.steps() + plan.steps();
    RunListener rounds =
        (round, average, evaluationDue) -> roundFinished(network, blueprint, round, average);
    Consumer<NetworkState> taker =
        end -> finish(network, blueprint, end, steps, trainer.hardware());
    if (checkpoints == null) {
      taker.accept(trainer.train(start, 0, rounds));
    } else {
      checkpoints.train(
          new MasterCheckpoints.Fit(network, blueprint, data, trainer, plan.steps()),
          start,
          rounds,
          taker);
    }
  }

  private void finish(
      TrainedNetwork network,
      NetworkBlueprint blueprint,
      NetworkState end,
      int steps,
      String hardware) {
    if (checkpoints != null) {
      loss = checkpoints.lastLoss();
    }
    network.take(blueprint, end);
    network.step(steps);
    network.score(loss);
    listeners.forEach(listener -> listener.onEpochEnd(network.model()));
    kept = new Kept(network.model(), steps, end.outerState(), hardware);
  }

  /** Whether the network is as the last fit has left it. */
  private boolean goesOn(TrainedNetwork network, TrainedBefore before) {
    return kept != null && kept.network == network.model() && kept.steps == before.steps();
  }

  /** With what the outer optimizer kept of this network, if nobody else has trained it since. */
  private NetworkState start(
      TrainedNetwork network, NetworkBlueprint blueprint, TrainedBefore before) {
    NetworkState state = network.state(blueprint, settings.saveUpdater);
    return goesOn(network, before)
        ? new NetworkState(state.parameters(), state.optimizerState(), kept.outerState)
        : state;
  }

  private void place(RDD<?> from, Supplier<JavaRDD<HostDataSet>> examples) {
    release();
    long start = System.currentTimeMillis();
    long begin = System.nanoTime();
    data =
        new JobGroup(from.context())
            .run(
                "placing the examples",
                () ->
                    DataSetChunkRdd.place(
                        examples.get(),
                        () -> workers(from.context()),
                        settings.batchSizePerWorker,
                        keep()));
    source = from;
    if (stats != null) {
      stats.add(LeapTrainingStats.PLACE, start, (System.nanoTime() - begin) * 1e-9);
    }
  }

  private int workers(SparkContext spark) {
    if (settings.workers != null) {
      return settings.workers;
    }
    int slots = TaskSlots.of(spark);
    LOG.info(
        "{} logical workers, as many as tasks run side by side: set their number to repeat the result elsewhere",
        slots);
    return slots;
  }

  private UnaryOperator<RDD<Chunk>> keep() {
    return settings.export
        ? chunks -> {
          exported = ExportedChunks.write(chunks, settings.exportDirectory);
          return exported.rdd();
        }
        : DataSetChunkRdd.persisted(StorageLevel.fromString(settings.storageLevel));
  }

  /** Frees memory and files of the data; whether all files are gone. */
  boolean release() {
    boolean gone = true;
    if (source != null) {
      if (!source.context().isStopped()) {
        data.chunks().unpersist(false);
      }
      gone = exported == null || exported.delete();
    }
    source = null;
    data = null;
    exported = null;
    return gone;
  }

  private TrainingPlan plan(int steps) {
    return new TrainingPlan(
        settings.seed,
        steps,
        settings.averaging(),
        new Noise(settings.streams, settings.compensation),
        new Hardware(1, settings.allowMixedHardware));
  }

  /** Calls the listeners with the average. */
  private void roundFinished(
      TrainedNetwork network, NetworkBlueprint blueprint, RoundReport round, NetworkState average) {
    loss = round.loss();
    if (stats != null) {
      stats.add(round.timing());
    }
    if (!listeners.isEmpty()) {
      network.take(blueprint, average);
      network.step(round.step());
      network.score(loss);
      listeners.forEach(
          listener -> listener.iterationDone(network.model(), round.step(), round.epoch() - 1));
    }
  }
}
