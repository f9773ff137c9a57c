package org.leap.spark.engine;

import java.util.function.IntToDoubleFunction;

/**
 * Where the rounds of a run begin and end, known before anything is trained unless the learning
 * rate follows the loss. Rounds differ in length, so it is gone through from the start of the run.
 */
public final class Timetable {
  /** The learning rate of a step and its epoch, both counted since the network was new. */
  @FunctionalInterface
  public interface Rate {
    /** Before any factor that depends on the loss. */
    double at(int step, int epoch);
  }

  /**
   * Where a run stands between two rounds.
   *
   * @param rounds that are over
   * @param step local steps done
   * @param evaluations that were due: every so many epochs, and at the end of the run
   */
  public record Position(int rounds, int step, int evaluations) {
    /** Of a run that begins. */
    public static final Position START = new Position(0, 0, 0);
  }

  private final int stepsPerEpoch;
  private final boolean roundsSpanEpochs;
  private final TrainingPlan plan;
  private final TrainedBefore before;
  private final Rate rate;

  /**
   * The rounds of a plan.
   *
   * @param roundsSpanEpochs whether a round goes on in the next epoch; an evaluation that falls due
   *     in it is made at its end
   * @param before counted with the steps of the run where the frequency depends on them
   */
  public Timetable(
      int stepsPerEpoch,
      boolean roundsSpanEpochs,
      TrainingPlan plan,
      TrainedBefore before,
      Rate rate) {
    this.stepsPerEpoch = stepsPerEpoch;
    this.roundsSpanEpochs = roundsSpanEpochs;
    this.plan = plan;
    this.before = before;
    this.rate = rate;
  }

  /**
   * The end of the round that begins at a position.
   *
   * @param rateScale factor on its learning rate
   */
  public Position next(Position from, double rateScale) {
    int steps =
        plan.averaging()
            .frequency()
            .steps(
                before.steps() + from.step(),
                step -> rateScale * rate.at(step, epoch(step - before.steps())));
    int left = roundsSpanEpochs ? Integer.MAX_VALUE : stepsPerEpoch - from.step() % stepsPerEpoch;
    int length = Math.min(Math.min(steps, left), plan.steps() - from.step());
    int end = from.step() + length;
    long span = (long) stepsPerEpoch * plan.evaluationEpochs();
    boolean due = end / span > from.step() / span || end == plan.steps();
    return new Position(from.rounds() + 1, end, from.evaluations() + (due ? 1 : 0));
  }

  private int epoch(int step) {
    return before.epochs() + step / stepsPerEpoch;
  }

  /**
   * The position after so many rounds, or where the run ends before.
   *
   * @param rateScale factor on the learning rate after so many evaluations
   */
  Position after(int rounds, IntToDoubleFunction rateScale) {
    return walk(rounds, plan.steps(), rateScale);
  }

  /**
   * The position after so many local steps.
   *
   * @throws IllegalArgumentException if no round ends there
   */
  Position at(int step, IntToDoubleFunction rateScale) {
    Position there = walk(Integer.MAX_VALUE, step, rateScale);
    if (there.step() != step) {
      throw new IllegalArgumentException(
          "no round ends at step %s, the next at step %s".formatted(step, there.step()));
    }
    return there;
  }

  private Position walk(int rounds, int step, IntToDoubleFunction rateScale) {
    Position here = Position.START;
    double scale = rateScale.applyAsDouble(0);
    while (here.rounds() < rounds && here.step() < step) {
      Position next = next(here, scale);
      if (next.evaluations() > here.evaluations()) {
        scale = rateScale.applyAsDouble(next.evaluations());
      }
      here = next;
    }
    return here;
  }
}
