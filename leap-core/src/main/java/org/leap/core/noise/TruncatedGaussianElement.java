package org.leap.core.noise;

import org.apache.commons.math3.special.Erf;

/**
 * Standard normal, conditioned on |z| at most k and rescaled to unit variance. The value is the
 * first one within k of a sequence of Gaussian streams that differ in the key's last word, so it
 * equals the untruncated stream's, rescaled, unless that lies in a tail.
 */
final class TruncatedGaussianElement implements Element {
  /** At k = 1 a value is accepted with probability 0.68: 64 refusals in a row never happen. */
  private static final int ATTEMPTS = 64;

  private final GaussianElement[] attempts = new GaussianElement[ATTEMPTS];
  private final float bound;
  private final float scale;

  TruncatedGaussianElement(long seed, int worker, double bound) {
    for (int i = 0; i < ATTEMPTS; i++) {
      int domain = Distribution.GAUSSIAN.domain() + i;
      attempts[i] = new GaussianElement(new NoiseKey(seed, worker, domain));
    }
    this.bound = (float) bound;
    this.scale = (float) (1 / standardDeviation(bound));
  }

  /** Variance 1 - 2 k phi(k) / (2 Phi(k) - 1). */
  static double standardDeviation(double bound) {
    double density = Math.exp(-bound * bound / 2) / Math.sqrt(2 * Math.PI);
    return Math.sqrt(1 - 2 * bound * density / Erf.erf(bound / Math.sqrt(2)));
  }

  @Override
  public float at(long step, long index) {
    for (GaussianElement attempt : attempts) {
      float z = attempt.at(step, index);
      if (Math.abs(z) <= bound) {
        return z * scale;
      }
    }
    return 0;
  }
}
