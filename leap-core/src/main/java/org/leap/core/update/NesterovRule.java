package org.leap.core.update;

import java.util.List;
import org.nd4j.linalg.learning.NesterovsUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Nesterov's momentum, as Sutskever et al. (2013) write it: {@code v' = mu v - eta g}, {@code u =
 * mu v - (1 + mu) v'}.
 */
final class NesterovRule implements UpdateRule {
  private final Nesterovs config;
  private float rate;
  private float momentum;

  NesterovRule(Nesterovs config) {
    this.config = config;
  }

  @Override
  public List<String> states() {
    return List.of(NesterovsUpdater.V_STATE);
  }

  @Override
  public void prepare(int iteration, int epoch) {
    rate = (float) config.getLearningRate(iteration, epoch);
    momentum = (float) config.currentMomentum(iteration, epoch);
  }

  @Override
  public void turn(float[] gradient, float[][] state, int n) {
    turn(gradient, state[0], n, rate, momentum);
  }

  private static void turn(float[] gradient, float[] v, int n, float rate, float momentum) {
    float ahead = -momentum - 1;
    for (int i = 0; i < n; i++) {
      float kept = momentum * v[i];
      float velocity = kept - rate * gradient[i];
      v[i] = velocity;
      gradient[i] = kept + ahead * velocity;
    }
  }
}
