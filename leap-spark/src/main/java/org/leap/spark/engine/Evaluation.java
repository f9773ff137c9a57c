package org.leap.spark.engine;

/**
 * How well a network classifies a data set.
 *
 * @param loss mean negative log-likelihood of the true classes, in nats
 */
public record Evaluation(long examples, long correct, double loss) {

  /** Share of examples whose most probable class is the true one. */
  public double accuracy() {
    return (double) correct / examples;
  }
}
