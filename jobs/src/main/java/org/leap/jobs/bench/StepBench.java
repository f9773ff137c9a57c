package org.leap.jobs.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.leap.core.Leap;
import org.leap.spark.engine.LoneReplica;
import org.leap.spark.engine.NetworkBlueprint;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;

/** Measures one training step. */
public final class StepBench {
  private static final int MINIBATCHES = 16;
  private static final float SIGMA = 0.1f;
  private static final int CALLS = 5;

  private final BenchModel model;
  private final List<DataSet> minibatches;

  private StepBench(BenchModel model, int batchSize) {
    this.model = model;
    this.minibatches =
        new SyntheticData(model.shape(), MINIBATCHES * batchSize, 1)
            .minibatches(batchSize, model.flatInput());
  }

  /** Measures with the model's own batch size. */
  public static StepFigures measure(
      BenchModel model, BenchOptimizer optimizer, Duration warmUp, Duration measured) {
    return measure(model, optimizer, model.batchSize(), warmUp, measured);
  }

  static StepFigures measure(
      BenchModel model,
      BenchOptimizer optimizer,
      int batchSize,
      Duration warmUp,
      Duration measured) {
    StepBench bench = new StepBench(model, batchSize);
    IUpdater updater = optimizer.updater();
    List<Runnable> steps = new ArrayList<>();
    steps.add(bench.replica(updater));
    steps.add(bench.replica(Leap.perturb(updater).sigma(SIGMA).seed(42).build()));
    steps.add(bench.replica(new NaiveLeap(updater, SIGMA)));
    steps.add(bench.dl4j(updater));
    if (model == BenchModel.MLP) {
      steps.add(new MatrixProducts(batchSize));
    }
    Turns turns = Turns.of(steps, CALLS, StepClock.ofThisThread(), warmUp, measured);
    // Ratios within a turn hold on a machine whose speed changes from turn to turn.
    double plainMs = turns.median(0) * 1e-6;
    return new StepFigures(
        model.toString(),
        batchSize,
        optimizer.toString(),
        plainMs,
        plainMs * turns.ratio(1, 0),
        plainMs * turns.ratio(2, 0),
        plainMs * turns.ratio(3, 0),
        model == BenchModel.MLP ? plainMs * turns.ratio(4, 0) : null);
  }

  private Runnable replica(IUpdater updater) {
    return steps(model.blueprint(updater));
  }

  /** DL4J's own network: what a replica is without our layers. */
  private Runnable dl4j(IUpdater updater) {
    return steps(model.blueprint(updater).withRecompute(true));
  }

  private Runnable steps(NetworkBlueprint blueprint) {
    LoneReplica replica = LoneReplica.of(blueprint);
    MinibatchCycle next = new MinibatchCycle(minibatches);
    return () -> {
      DataSet minibatch = next.get();
      replica.fit(minibatch.getFeatures(), minibatch.getLabels());
    };
  }
}
