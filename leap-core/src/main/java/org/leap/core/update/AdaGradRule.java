package org.leap.core.update;

import java.util.List;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.learning.AdaGradUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/** AdaGrad (Duchi et al. 2011): {@code s = s + g^2}, {@code u = eta g / (sqrt(s) + epsilon)}. */
final class AdaGradRule implements UpdateRule {
  private final IUpdater config;
  private final DoubleSupplier setting;
  private float rate;
  private float epsilon;

  AdaGradRule(IUpdater config, DoubleSupplier epsilon) {
    this.config = config;
    this.setting = epsilon;
  }

  @Override
  public List<String> states() {
    return List.of(AdaGradUpdater.GRAD_STATE);
  }

  @Override
  public void prepare(int iteration, int epoch) {
    rate = (float) config.getLearningRate(iteration, epoch);
    epsilon = (float) setting.getAsDouble();
  }

  @Override
  public void turn(float[] gradient, float[][] state, int n) {
    turn(gradient, state[0], n);
  }

  private void turn(float[] gradient, float[] s, int n) {
    float eta = rate;
    float floor = epsilon;
    for (int i = 0; i < n; i++) {
      float g = gradient[i];
      float sum = s[i] + g * g;
      s[i] = sum;
      gradient[i] = g * eta / ((float) Math.sqrt(sum) + floor);
    }
  }
}
