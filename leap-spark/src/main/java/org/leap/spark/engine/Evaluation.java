package org.leap.spark.engine;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * How well a network does on a data set.
 *
 * @param correct examples whose most probable class is the true one; 0 where labels are numbers
 * @param loss mean negative log-likelihood of the true classes, in nats; where labels are numbers,
 *     the mean squared error of what they are scaled to
 * @param variance of what labels that are numbers are scaled to; null where they are classes
 */
@JsonInclude(JsonInclude.Include.NON_NULL) // Checkpoints of classifiers are as they were.
public record Evaluation(long examples, long correct, double loss, Double variance) {

  /** Of classes. */
  public Evaluation(long examples, long correct, double loss) {
    this(examples, correct, loss, null);
  }

  /** Whether labels are numbers. */
  public boolean measured() {
    return variance != null;
  }

  /**
   * What is to be high: the share of examples whose most probable class is the true one or, where
   * labels are numbers, the coefficient of determination R2, the share of their variance that the
   * network explains. NaN where all numbers are equal.
   */
  public double score() {
    if (!measured()) {
      return (double) correct / examples;
    }
    return variance == 0 ? Double.NaN : 1 - loss / variance;
  }
}
