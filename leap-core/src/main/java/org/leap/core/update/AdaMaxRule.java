package org.leap.core.update;

import java.util.List;
import org.nd4j.linalg.learning.AdaMaxUpdater;
import org.nd4j.linalg.learning.config.AdaMax;

/**
 * AdaMax (Kingma and Ba 2015, section 7.1): {@code m = beta1 m + (1 - beta1) g}, {@code w =
 * max(beta2 w, |g|)}, {@code u = eta_t m / w} with the {@link BiasCorrectedRate} eta_t of m alone.
 */
final class AdaMaxRule implements UpdateRule {
  /** What libnd4j adds, so that no division is by 0. */
  private static final float TINY = 1e-32f;

  private final AdaMax config;
  private float rate;
  private float beta1;
  private float beta2;

  AdaMaxRule(AdaMax config) {
    this.config = config;
  }

  @Override
  public List<String> states() {
    return List.of(AdaMaxUpdater.M_STATE, AdaMaxUpdater.U_STATE);
  }

  @Override
  public void prepare(int iteration, int epoch) {
    beta1 = (float) config.getBeta1();
    beta2 = (float) config.getBeta2();
    float plain = (float) config.getLearningRate(iteration, epoch);
    rate = BiasCorrectedRate.of(plain, beta1, 0, (float) config.getEpsilon(), iteration);
  }

  @Override
  public void turn(float[] gradient, float[][] state, int n) {
    turn(gradient, state[0], state[1], n);
  }

  private void turn(float[] gradient, float[] m, float[] w, int n) {
    float kept = beta1;
    float rest = 1 - beta1;
    float decay = beta2;
    float eta = rate;
    for (int i = 0; i < n; i++) {
      float g = gradient[i];
      float mean = kept * m[i] + g * rest;
      float largest = Math.max(decay * w[i], Math.abs(g)) + TINY;
      m[i] = mean;
      w[i] = largest;
      gradient[i] = mean * eta / largest;
    }
  }
}
