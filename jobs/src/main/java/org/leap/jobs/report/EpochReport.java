package org.leap.jobs.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.leap.spark.engine.Evaluation;

/**
 * An evaluation at the end of an epoch. A loss that is not finite or not known is NaN.
 *
 * @param epoch number of the epoch that it follows, from 1
 * @param step local steps done since the start of the run
 * @param validation null without a validation set
 * @param seconds that the evaluation took
 */
public record EpochReport(int epoch, int step, Score test, Score validation, double seconds) {

  /**
   * How well a network does on a set.
   *
   * @param accuracy share of the examples classified rightly, 0 to 1; null where labels are numbers
   * @param loss mean over the examples
   * @param r2 share of the labels' variance that is explained, at most 1; null where they are
   *     classes
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Score(Double accuracy, double loss, Double r2) {
    /** Of classes. */
    public Score(double accuracy, double loss) {
      this(accuracy, loss, null);
    }

    /** What an evaluation came to. */
    public static Score of(Evaluation evaluation) {
      return evaluation.measured()
          ? new Score(null, evaluation.loss(), evaluation.score())
          : new Score(evaluation.score(), evaluation.loss());
    }

    /** What is to be high, by its {@link #measure}. */
    public double value() {
      return accuracy == null ? r2 : accuracy;
    }

    /** What its value is. */
    public Measure measure() {
      return accuracy == null ? Measure.R2 : Measure.ACCURACY;
    }
  }

  /** What is to be high when a network is tested. */
  public enum Measure {
    /** Share of the examples classified rightly. */
    ACCURACY("accuracy", "Accuracy"),
    /** Share of the variance of numbers that is explained. */
    R2("R2", "R2");

    private final String inWords;
    private final String title;

    Measure(String inWords, String title) {
      this.inWords = inWords;
      this.title = title;
    }

    /** Inside a sentence. */
    public String inWords() {
      return inWords;
    }

    /** Of a column, and after the name of a set in a key. */
    public String title() {
      return title;
    }
  }

  /** What the scores are. */
  public Measure measure() {
    return test.measure();
  }

  /** The {@link #measure} of the test examples. */
  public double testScore() {
    return test.value();
  }

  /** The same of the validation set; NaN without one. */
  public double validationScore() {
    return validation == null ? Double.NaN : validation.value();
  }

  /** Its mean loss; NaN without one. */
  public double validationLoss() {
    return validation == null ? Double.NaN : validation.loss();
  }

  /** Mean loss of the test examples. */
  public double testLoss() {
    return test.loss();
  }
}
