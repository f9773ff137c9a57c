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
    AdamRule.means(gradient, state[0], n, beta1);
    AdamRule.meanSquares(gradient, state[1], n, beta2);
    keepLargest(state[1], state[2], n);
    AdamRule.directions(gradient, state[0], state[2], n, rate, epsilon);
  }

  private static void keepLargest(float[] values, float[] largest, int n) {
    for (int i = 0; i < n; i++) {
      largest[i] = Math.max(largest[i], values[i]);
    }
  }
}
