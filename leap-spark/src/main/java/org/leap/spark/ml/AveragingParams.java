package org.leap.spark.ml;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * When and how workers are averaged. Public because Spark finds params by reflection.
 *
 * @param <E> the estimator
 */
public interface AveragingParams<E> extends Params {
  /** The params; for the implementation only. */
  AveragingSettings averaging();

  /**
   * Minibatches that a worker trains between two averages: in all rounds, in the shortest of the
   * quadratic rule, in the later ones of the post-local rule. Default: 5.
   */
  default IntParam averagingFrequency() {
    return averaging().frequency;
  }

  /** How the frequency changes: constant, quadratic or post-local. Default: constant. */
  default Param<String> averagingRule() {
    return averaging().rule;
  }

  /** Alpha of the quadratic rule, which needs it. */
  default DoubleParam averagingAlpha() {
    return averaging().alpha;
  }

  /** Epochs of the post-local rule in which every minibatch is averaged; the rule needs them. */
  default IntParam averagingFrom() {
    return averaging().from;
  }

  /** What is made of an average: none, momentum, nesterov or adam. Default: none. */
  default Param<String> outerOptimizer() {
    return averaging().outer;
  }

  /** Learning rate of the outer optimizer. Default: 0.7, and 0.01 for adam. */
  default DoubleParam outerLearningRate() {
    return averaging().outerRate;
  }

  /** Momentum of the outer optimizer, beta1 of adam. Default: 0.9. */
  default DoubleParam outerMomentum() {
    return averaging().outerMomentum;
  }

  /** Sets {@link #averagingFrequency}. */
  default E setAveragingFrequency(int value) {
    return having(averagingFrequency(), value);
  }

  /** Sets {@link #averagingRule}. */
  default E setAveragingRule(String value) {
    return having(averagingRule(), value);
  }

  /** Sets {@link #averagingAlpha}. */
  default E setAveragingAlpha(double value) {
    return having(averagingAlpha(), value);
  }

  /** Sets {@link #averagingFrom}. */
  default E setAveragingFrom(int epochs) {
    return having(averagingFrom(), epochs);
  }

  /** Sets {@link #outerOptimizer}. */
  default E setOuterOptimizer(String value) {
    return having(outerOptimizer(), value);
  }

  /** Sets {@link #outerLearningRate}. */
  default E setOuterLearningRate(double value) {
    return having(outerLearningRate(), value);
  }

  /** Sets {@link #outerMomentum}. */
  default E setOuterMomentum(double value) {
    return having(outerMomentum(), value);
  }

  @SuppressWarnings("unchecked") // E is the class, and Scala's params of numbers are of Object.
  private <T> E having(Param<?> param, T value) {
    return (E) set((Param<Object>) param, value);
  }
}
