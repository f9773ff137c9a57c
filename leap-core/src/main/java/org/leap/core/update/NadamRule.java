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
    turn(gradient, state[0], state[1], n);
  }

  private void turn(float[] gradient, float[] m, float[] v, int n) {
    float keptMean = (float) beta1;
    float newMean = 1 - keptMean;
    float keptSquare = (float) beta2;
    float newSquare = 1 - keptSquare;
    float unbias = correction;
    float eta = rate;
    float floor = epsilon;
    for (int i = 0; i < n; i++) {
      float g = gradient[i];
      float part = g * newMean;
      float mean = keptMean * m[i] + part;
      float square = keptSquare * v[i] + g * g * newSquare;
      m[i] = mean;
      v[i] = square;
      float ahead = (mean * keptMean + part) / unbias;
      gradient[i] = ahead * eta / ((float) Math.sqrt(square) + floor);
    }
  }
}
