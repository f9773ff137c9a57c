package org.leap.jobs.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.leap.jobs.config.FlatMinimaConfig;
import org.leap.jobs.config.Patience;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.config.ScheduleConfig;
import org.leap.jobs.config.TrainingConfig.EarlyStopping;
import org.leap.jobs.folder.History;
import org.leap.spark.checkpoint.RunMemory;
import org.leap.spark.engine.Evaluation;
import org.leap.spark.engine.ModelMean;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.Steering;

/**
 * Decides, by the evaluations so far, how a run goes on: the learning rate after a plateau, its
 * end, and the mean of parameters. All of it is a function of the configuration, of what
 * checkpoints remember, and of the log of metrics, which no checkpoint is ahead of.
 */
final class Guide implements Steering {
  private final ScheduleConfig schedule;
  private final Optional<WeightAveraging> averaging;
  private final Optional<Stopping> stopping;
  private final Optional<Double> stopAtLoss;
  private final int stepsPerEpoch;
  private final History history;
  private final List<Evaluation> evaluations;
  private ModelMean mean;
  private int step;

  /**
   * With the memory and the step of the checkpoint that the run goes on from.
   *
   * @param history up to there, and then as it grows
   */
  Guide(RunConfig config, int stepsPerEpoch, RunMemory memory, int step, History history) {
    this.schedule = config.schedule();
    this.averaging = config.flatMinima().swa().map(swa -> WeightAveraging.of(swa, stepsPerEpoch));
    this.stopping = config.training().earlyStopping().map(Stopping::new);
    this.stopAtLoss = config.training().stopAtLoss();
    this.stepsPerEpoch = stepsPerEpoch;
    this.history = history;
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

  /** Whether an evaluation is due: an epoch has ended that is not evaluated yet. */
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
    return !reachesItsLoss() && (stopping.isEmpty() || !stopping.get().isDue(evaluations));
  }

  private boolean reachesItsLoss() {
    return stopAtLoss.isPresent()
        && step > 0
        && step % stepsPerEpoch == 0
        && history.trainingLoss(step / stepsPerEpoch) <= stopAtLoss.get();
  }

  @Override
  public double rateScale(int count) {
    return rateScale(schedule, evaluations, count);
  }

  /** Of the last step: of the evaluations before it. */
  double lastRateScale() {
    return rateScale((int) history.epochs().stream().filter(epoch -> epoch.step() < step).count());
  }

  /** Of the first evaluations; older checkpoints remember none. */
  static double rateScale(ScheduleConfig schedule, List<Evaluation> evaluations, int count) {
    return schedule.scale(evaluations.stream().limit(count).map(Evaluation::loss).toList());
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
              : evaluation -> -evaluation.score();
      Patience patience = new Patience(config.patience(), config.minDelta());
      for (Evaluation evaluation : evaluations) {
        if (patience.endsAt(metric.applyAsDouble(evaluation))) {
          break;
        }
      }
      return patience.waited();
    }
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
