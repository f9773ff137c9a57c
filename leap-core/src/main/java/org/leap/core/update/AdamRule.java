package org.leap.core.update;

import java.util.List;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Adam (Kingma and Ba 2015): {@code m = beta1 m + (1 - beta1) g}, {@code v = beta2 v + (1 - beta2)
 * g^2}, {@code u = eta_t m / (sqrt(v) + epsilon)} with the {@link BiasCorrectedRate} eta_t.
 */
final class AdamRule implements UpdateRule {
  private final Adam config;
  private float rate;
  private float beta1;
  private float beta2;
  private float epsilon;

  AdamRule(Adam config) {
    this.config = config;
  }

  @Override
  public List<String> states() {
    return List.of(AdamUpdater.M_STATE, AdamUpdater.V_STATE);
  }

  @Override
  public void prepare(int iteration, int epoch) {
    beta1 = (float) config.getBeta1();
    beta2 = (float) config.getBeta2();
    epsilon = (float) config.getEpsilon();
    float plain = (float) config.getLearningRate(iteration, epoch);
    rate = BiasCorrectedRate.of(plain, beta1, beta2, epsilon, iteration);
  }

  @Override
  public void turn(float[] gradient, float[][] state, int n) {
    means(gradient, state[0], n, beta1);
    meanSquares(gradient, state[1], n, beta2);
    directions(gradient, state[0], state[1], n, rate, epsilon);
  }

  static void means(float[] gradient, float[] m, int n, float beta1) {
    float rest = 1 - beta1;
    for (int i = 0; i < n; i++) {
      m[i] = beta1 * m[i] + gradient[i] * rest;
    }
  }

  static void meanSquares(float[] gradient, float[] v, int n, float beta2) {
    float rest = 1 - beta2;
    for (int i = 0; i < n; i++) {
      v[i] = beta2 * v[i] + gradient[i] * gradient[i] * rest;
    }
  }

  static void directions(
      float[] update, float[] mean, float[] square, int n, float rate, float epsilon) {
    for (int i = 0; i < n; i++) {
      update[i] = mean[i] * rate / ((float) Math.sqrt(square[i]) + epsilon);
    }
  }
}
