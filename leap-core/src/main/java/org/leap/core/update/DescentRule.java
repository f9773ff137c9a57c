package org.leap.core.update;

import java.util.List;
import org.nd4j.linalg.learning.config.Sgd;

/** Gradient descent (Robbins and Monro 1951): {@code u = eta g}. */
final class DescentRule implements UpdateRule {
  private final Sgd config;
  private float rate;

  DescentRule(Sgd config) {
    this.config = config;
  }

  @Override
  public List<String> states() {
    return List.of();
  }

  @Override
  public void prepare(int iteration, int epoch) {
    rate = (float) config.getLearningRate(iteration, epoch);
  }

  @Override
  public void turn(float[] gradient, float[][] state, int n) {
    Sweep.multiply(gradient, rate, n);
  }
}
