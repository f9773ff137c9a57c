package org.leap.jobs.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.leap.jobs.config.FlatMinimaConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.config.ScheduleConfig;
import org.leap.jobs.config.TrainingConfig.EarlyStopping;
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

  /** The learning rate of a plateau schedule. */
  record Plateau(ScheduleConfig.Plateau config) {
    /** Factor on the first learning rate. */
    double scale(List<Evaluation> evaluations) {
      double scale = 1;
      int waited = 0;
      for (boolean better : better(evaluations, Evaluation::loss, config.minDelta())) {
        waited = better ? 0 : waited + 1;
        if (waited >= config.patience()) {
          scale *= config.factor();
          waited = 0;
        }
      }
      return Math.max(scale, config.minimum() / config.learningRate());
    }
  }

  /** Early stopping. */
  record Stopping(EarlyStopping config) {
    /** Whether patience has come to its end; it stays so. */
    boolean isDue(List<Evaluation> evaluations) {
      return waited(evaluations) >= config.patience();
    }

    /** Whether the last evaluation is the best. */
    boolean lastIsBest(List<Evaluation> evaluations) {
      return !evaluations.isEmpty() && waited(evaluations) == 0;
    }

    private int waited(List<Evaluation> evaluations) {
      ToDoubleFunction<Evaluation> metric =
          config.metric() == EarlyStopping.Metric.LOSS
              ? Evaluation::loss
              : evaluation -> -evaluation.accuracy();
      int waited = 0;
      for (boolean better : better(evaluations, metric, config.minDelta())) {
        waited = better ? 0 : waited + 1;
        if (waited >= config.patience()) {
          return waited;
        }
      }
      return waited;
    }
  }

  /**
   * Whether each evaluation is better than the best before it: less by more than {@code minDelta}.
   * NaN never is.
   */
  private static List<Boolean> better(
      List<Evaluation> evaluations, ToDoubleFunction<Evaluation> metric, double minDelta) {
    List<Boolean> better = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    for (Evaluation evaluation : evaluations) {
      double value = metric.applyAsDouble(evaluation);
      better.add(value < best - minDelta);
      best = value < best - minDelta ? value : best;
    }
    return better;
  }

  /**
   * When stochastic weight averaging takes the parameters: at the end of the first round that
   * reaches {@code start}, {@code start + every}, and so on.
   *
   * @param start local steps
   * @param every local steps
   */
  record WeightAveraging(long start, long every) {
    static WeightAveraging of(FlatMinimaConfig.Swa config, int stepsPerEpoch) {
      return new WeightAveraging(
          config.start().toSteps(stepsPerEpoch), config.every().toSteps(stepsPerEpoch));
    }

    /** Whether a round that leads from one step to another reaches one of the times. */
    boolean isDue(int from, int to) {
      return times(to) > times(from);
    }

    private long times(int step) {
      return step < start ? 0 : 1 + (step - start) / every;
    }
  }
}
