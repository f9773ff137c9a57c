package org.leap.core.update;

import java.util.List;
import org.leap.core.optimizer.HeavyBall;
import org.nd4j.linalg.learning.NesterovsUpdater;

/** {@link HeavyBall} (Polyak 1964): {@code v = mu v + g}, {@code u = eta v}. */
final class HeavyBallRule implements UpdateRule {
  private final HeavyBall config;
  private float rate;
  private float momentum;

  HeavyBallRule(HeavyBall config) {
    this.config = config;
  }

  @Override
  public List<String> states() {
    return List.of(NesterovsUpdater.V_STATE);
  }

  @Override
  public void prepare(int iteration, int epoch) {
    rate = (float) config.getLearningRate(iteration, epoch);
    momentum = (float) config.momentum();
  }

  @Override
  public void turn(float[] gradient, float[][] state, int n) {
    turn(gradient, state[0], n, rate, momentum);
  }

  private static void turn(float[] gradient, float[] v, int n, float rate, float momentum) {
    for (int i = 0; i < n; i++) {
      float velocity = v[i] * momentum + gradient[i];
      v[i] = velocity;
      gradient[i] = velocity * rate;
    }
  }
}
