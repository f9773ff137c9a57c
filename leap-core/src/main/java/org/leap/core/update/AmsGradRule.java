package org.leap.core.update;

import java.util.List;
import org.nd4j.linalg.learning.AMSGradUpdater;
import org.nd4j.linalg.learning.config.AMSGrad;

/**
 * AMSGrad (Reddi et al. 2018): {@link AdamRule} with the largest v so far, {@code h = max(h, v)},
 * {@code u = eta_t m / (sqrt(h) + epsilon)}.
 */
final class AmsGradRule implements UpdateRule {
  private final AMSGrad config;
  private float rate;
  private float beta1;
  private float beta2;
  private float epsilon;

  AmsGradRule(AMSGrad config) {
    this.config = config;
  }

  @Override
  public List<String> states() {
    return List.of(AMSGradUpdater.M_STATE, AMSGradUpdater.V_STATE, AMSGradUpdater.V_HAT_STATE);
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
    turn(gradient, state[0], state[1], state[2], n);
  }

  private void turn(float[] gradient, float[] m, float[] v, float[] h, int n) {
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
      float largest = Math.max(h[i], square);
      m[i] = mean;
      v[i] = square;
      h[i] = largest;
      gradient[i] = mean * eta / ((float) Math.sqrt(largest) + floor);
    }
  }
}
