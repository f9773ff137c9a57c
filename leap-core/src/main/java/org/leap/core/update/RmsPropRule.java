package org.leap.core.update;

import java.util.List;
import org.nd4j.linalg.learning.RmsPropUpdater;
import org.nd4j.linalg.learning.config.RmsProp;

/**
 * RMSProp (Tieleman and Hinton 2012): {@code s = rho s + (1 - rho) g^2}, {@code u = eta g /
 * (sqrt(s) + epsilon)}.
 */
final class RmsPropRule implements UpdateRule {
  private final RmsProp config;
  private float rate;
  private float decay;
  private float epsilon;

  RmsPropRule(RmsProp config) {
    this.config = config;
  }

  @Override
  public List<String> states() {
    return List.of(RmsPropUpdater.G_STATE);
  }

  @Override
  public void prepare(int iteration, int epoch) {
    rate = (float) config.getLearningRate(iteration, epoch);
    decay = (float) config.getRmsDecay();
    epsilon = (float) config.getEpsilon();
  }

  @Override
  public void turn(float[] gradient, float[][] state, int n) {
    turn(gradient, state[0], n);
  }

  private void turn(float[] gradient, float[] s, int n) {
    float kept = decay;
    float rest = 1 - decay;
    float eta = rate;
    float floor = epsilon;
    for (int i = 0; i < n; i++) {
      float g = gradient[i];
      float square = kept * s[i] + g * g * rest;
      s[i] = square;
      gradient[i] = g * eta / ((float) Math.sqrt(square) + floor);
    }
  }
}
