package org.leap.core.update;

import java.util.List;
import org.leap.core.optimizer.NesterovAdam;
import org.nd4j.linalg.learning.NadamUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;

/**
 * Nadam (Dozat 2016): m and v as in {@link AdamRule}, {@code u = eta ((beta1 m + (1 - beta1) g) /
 * (1 - beta1^t)) / (sqrt(v) + epsilon)}. With {@link NesterovAdam}, eta holds the correction of v,
 * {@code sqrt(1 - beta2^t)}, which ND4J's optimizer lacks.
 */
final class NadamRule implements UpdateRule {
  private final IUpdater config;
  private final boolean corrected;
  private final double beta1;
  private final double beta2;
  private final float epsilon;
  private float rate;
  private float correction;

  private NadamRule(
      IUpdater config, boolean corrected, double beta1, double beta2, double epsilon) {
    this.config = config;
    this.corrected = corrected;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = (float) epsilon;
  }

  static NadamRule of(Nadam nadam) {
    return new NadamRule(nadam, false, nadam.getBeta1(), nadam.getBeta2(), nadam.getEpsilon());
  }

  static NadamRule of(NesterovAdam adam) {
    return new NadamRule(adam, true, adam.beta1(), adam.beta2(), adam.epsilon());
  }

  @Override
  public List<String> states() {
    return List.of(NadamUpdater.M_STATE, NadamUpdater.V_STATE);
  }

  @Override
  public void prepare(int iteration, int epoch) {
    double eta = config.getLearningRate(iteration, epoch);
    double square = corrected ? 1 - BiasCorrectedRate.power(beta2, iteration) : 1;
    rate = (float) (eta * Math.sqrt(square));
    correction = (float) (1.0 - (float) BiasCorrectedRate.power((float) beta1, iteration));
  }

  @Override
  public void turn(float[] gradient, float[][] state, int n) {
    AdamRule.meanSquares(gradient, state[1], n, (float) beta2);
    lookAhead(gradient, state[0], n, (float) beta1, correction);
    AdamRule.directions(gradient, gradient, state[1], n, rate, epsilon);
  }

  private static void lookAhead(float[] gradient, float[] m, int n, float beta1, float correction) {
    float rest = 1 - beta1;
    for (int i = 0; i < n; i++) {
      float part = gradient[i] * rest;
      float mean = beta1 * m[i] + part;
      m[i] = mean;
      gradient[i] = (mean * beta1 + part) / correction;
    }
  }
}
