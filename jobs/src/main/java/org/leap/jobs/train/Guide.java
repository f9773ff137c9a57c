package org.leap.jobs.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.plan.Plan;
import org.leap.spark.checkpoint.RunMemory;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.ModelMean;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.Steering;

/**
 * Decides, by the evaluations so far, how a run goes on: the learning rate after a plateau, its
 * end, and the mean of parameters. All of it is a function of the configuration and of what
 * checkpoints remember.
 */
final class Guide implements Steering {
  private final Optional<Plateau> plateau;
  private final Optional<WeightAveraging> averaging;
  private final Optional<Stopping> stopping;
  private final List<Evaluation> evaluations;
  private ModelMean mean;
  private int step;

  /**
   * @param memory of the checkpoint that the run goes on from
   * @param step of that checkpoint
   */
  Guide(RunConfig config, int stepsPerEpoch, RunMemory memory, int step) {
    this.plateau = Plan.plateau(config.schedule()).map(Plateau::new);
    this.averaging = config.flatMinima().swa().map(swa -> WeightAveraging.of(swa, stepsPerEpoch));
    this.stopping = config.training().earlyStopping().map(Stopping::new);
    this.evaluations = new ArrayList<>(memory.evaluations());
    this.mean = memory.mean();
    this.step = step;
  }

  void roundFinished(int endStep, NetworkState state) {
    if (averaging.isPresent() && averaging.get().isDue(step, endStep)) {
      mean = mean.with(state.parameters());
    }
    step = endStep;
  }

  /** Takes note of an evaluation, and tells whether its network is to be kept as the best. */
  boolean evaluated(Evaluation evaluation) {
    evaluations.add(evaluation);
    return stopping.isPresent() && stopping.get().lastIsBest(evaluations);
  }

  /**
   * @param evaluationDue whether an epoch has ended that is not evaluated yet
   */
  RunMemory memory(boolean evaluationDue) {
    return new RunMemory(evaluations, mean, evaluationDue);
  }

  /** Of parameters so far. */
  ModelMean mean() {
    return mean;
  }

  /** Local steps done. */
  int step() {
    return step;
  }

  @Override
  public boolean goesOn() {
    return stopping.isEmpty() || !stopping.get().isDue(evaluations);
  }

  @Override
  public double rateScale() {
    return plateau.map(p -> p.scale(evaluations)).orElse(1.0);
  }
}
