package org.leap.core.update;

import java.util.List;

/**
 * {@code u = g}: DL4J's layers state the update itself for parameters without an optimizer, such as
 * the running statistics of batch normalization.
 */
final class StatisticsRule implements UpdateRule {
  @Override
  public List<String> states() {
    return List.of();
  }

  @Override
  public void prepare(int iteration, int epoch) {}

  @Override
  public void turn(float[] gradient, float[][] state, int n) {}
}
