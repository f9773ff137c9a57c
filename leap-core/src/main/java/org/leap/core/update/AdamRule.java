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
    turn(gradient, state[0], state[1], n);
  }

  private void turn(float[] gradient, float[] m, float[] v, int n) {
    float keptMean = beta1;
    float newMean = 1 - beta1;
    float keptSquare = beta2;
    float newSquare = 1 - beta2;
    float eta = rate;
    float floor = epsilon;
    for (int i = 0; i < n; i++) {
      float g = gradient[i];
      float mean = keptMean * m[i] + g * newMean;
      float square = keptSquare * v[i] + g * g * newSquare;
      m[i] = mean;
      v[i] = square;
      gradient[i] = mean * eta / ((float) Math.sqrt(square) + floor);
    }
  }
}
