package org.leap.spark.monitoring;

import java.util.function.UnaryOperator;
import org.leap.spark.engine.RoundTiming;

/**
 * The latest figures of the run that this driver trains. Figures that are not known yet are NaN.
 *
 * @param round rounds done
 * @param rounds of the whole run
 * @param epoch the epoch of the last round, from 1
 * @param step local steps done
 * @param loss mean training loss of the last round
 * @param learningRate of the last round's last step
 * @param effectiveSigma of the last round's averaged steps, relative to the learning rate
 * @param examplesPerSecond of the last round
 * @param testAccuracy of the last evaluation
 * @param testLoss of the last evaluation
 * @param timing of the last round
 */
public record RunFigures(
    long round,
    long rounds,
    int epoch,
    long step,
    double loss,
    double learningRate,
    double effectiveSigma,
    double examplesPerSecond,
    double testAccuracy,
    double testLoss,
    RoundTiming timing) {

  private static final RunFigures NONE =
      new RunFigures(
          0,
          0,
          0,
          0,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          Double.NaN,
          RoundTiming.ZERO);

  /** One run at a time in a driver; whoever asks is another thread. */
  private static volatile RunFigures current = NONE;

  /** Figures of the run that this process trains; zeros and NaN before there is one. */
  public static RunFigures current() {
    return current;
  }

  /** Begins the figures of a run of so many rounds, some of which may be done. */
  public static synchronized void started(long roundsDone, long rounds) {
    current =
        new RunFigures(
            roundsDone,
            rounds,
            0,
            0,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            RoundTiming.ZERO);
  }

  /** Replaces the figures by changed ones. */
  public static synchronized void update(UnaryOperator<RunFigures> change) {
    current = change.apply(current);
  }

  /** The same figures with those of an evaluation. */
  public RunFigures evaluated(double accuracy, double meanLoss) {
    return new RunFigures(
        round,
        rounds,
        epoch,
        step,
        loss,
        learningRate,
        effectiveSigma,
        examplesPerSecond,
        accuracy,
        meanLoss,
        timing);
  }
}
