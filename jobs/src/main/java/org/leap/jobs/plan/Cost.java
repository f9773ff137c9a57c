package org.leap.jobs.plan;

import java.io.IOException;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.process.UsageException;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.Evaluator;
import org.leap.spark.engine.InterruptedRunException;
import org.leap.spark.engine.JobGroup;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RunListener;

/**
 * What a run costs, measured by its first rounds, one evaluation and, if it follows its flatness,
 * one measurement of that.
 *
 * @param startSeconds to read the data and to train the first round, in which everything is made
 * @param secondsPerStep of the rounds after it
 */
public record Cost(
    double startSeconds, double secondsPerStep, double evaluationSeconds, double flatnessSeconds) {
  private static final int MOST_ROUNDS = 20;
  private static final double LONG_ENOUGH = 3;

  /**
   * Trains without leaving anything anywhere.
   *
   * @throws UsageException if configuration and data do not go together
   */
  public static Cost measure(RunConfig config, JavaSparkContext spark) throws IOException {
    long begin = System.nanoTime();
    DataSet data = DataSet.open(config.data(), spark.hadoopConfiguration());
    Plan plan = Plan.of(config, data, spark.hadoopConfiguration());
    try (ChunkedSets chunks = ChunkedSets.of(spark, config, data)) {
      ChunkedData train = chunks.train(plan.layout());
      AveragingTrainer trainer = new AveragingTrainer(plan.blueprint(), train, plan.training());
      Rounds rounds = new Rounds(trainer, begin);
      try {
        trainer.train(AveragingTrainer.initialState(plan.blueprint()), 0, rounds);
      } catch (InterruptedRunException e) {
        rounds.enough = true; // as it asked for
      }
      Evaluator evaluator = new Evaluator(plan.blueprint(), chunks.test(plan.layout().workers()));
      evaluator.evaluate(rounds.last, "trial");
      long again = System.nanoTime();
      evaluator.evaluate(rounds.last, "trial");
      double evaluation = (System.nanoTime() - again) / 1e9;
      double flatness =
          FlatnessWatch.of(
                  config, plan, data, chunks, train, new JobGroup(train.chunks().context()))
              .map(watch -> rounds.seconds(watch))
              .orElse(0.0);
      return new Cost(rounds.startSeconds, rounds.secondsPerStep(), evaluation, flatness);
    }
  }

  /**
   * The length of a run, from its data.
   *
   * @param steps local steps
   */
  public record Length(int steps, int evaluations, int measurements) {

    /** The length of a run from its configuration; opens its data to count the examples. */
    public static Length of(RunConfig config, JavaSparkContext spark) throws IOException {
      Plan plan =
          Plan.of(
              config,
              DataSet.open(config.data(), spark.hadoopConfiguration()),
              spark.hadoopConfiguration());
      int every = plan.training().evaluationEpochs();
      long between =
          config
              .flatness()
              .map(flatness -> flatness.every().toSteps(plan.layout().stepsPerEpoch()))
              .orElse(Long.MAX_VALUE);
      return new Length(
          plan.training().steps(),
          (plan.epochs() + every - 1) / every,
          (int) (plan.training().steps() / between));
    }
  }

  /** Seconds of a whole run. */
  public double seconds(Length length) {
    return startSeconds
        + secondsPerStep * length.steps()
        + evaluationSeconds * length.evaluations()
        + flatnessSeconds * length.measurements();
  }

  /** Ends the trial once it says enough. */
  private static final class Rounds implements RunListener {
    private final AveragingTrainer trainer;
    private final long begin;
    private int count;
    private int firstSteps;
    private int steps;
    private double startSeconds;
    private double seconds;
    private boolean enough;
    private NetworkState last;
    private RoundReport report;

    Rounds(AveragingTrainer trainer, long begin) {
      this.trainer = trainer;
      this.begin = begin;
    }

    @Override
    public void roundFinished(RoundReport round, NetworkState state, boolean evaluationDue) {
      last = state;
      report = round;
      count++;
      double now = (System.nanoTime() - begin) / 1e9;
      if (count == 1) {
        startSeconds = now;
        firstSteps = round.step();
      }
      steps = round.step();
      seconds = now - startSeconds;
      enough = count >= MOST_ROUNDS || seconds > LONG_ENOUGH;
      if (enough) {
        trainer.interrupt();
      }
    }

    /** Of a second measurement: the first compiles. */
    double seconds(FlatnessWatch watch) {
      watch.measure(report, last);
      return watch.measure(report, last).seconds();
    }

    double secondsPerStep() {
      return steps == firstSteps ? startSeconds / steps : seconds / (steps - firstSteps);
    }
  }
}
