package org.leap.core.noise;

import org.apache.commons.math3.special.Erf;

/**
 * Standard normal, conditioned on |z| at most k and rescaled to unit variance. The value is the
 * first one within k of a sequence of Gaussian streams that differ in the key's last word, so it
 * equals the untruncated stream's, rescaled, unless that lies in a tail.
 */
final class TruncatedGaussianVariates implements Variates {
  /** At k = 1 a value is accepted with probability 0.68: 64 refusals in a row never happen. */
  private static final int ATTEMPTS = 64;

  private final GaussianVariates[] attempts = new GaussianVariates[ATTEMPTS];
  private final float bound;
  private final float scale;

  TruncatedGaussianVariates(long seed, int worker, double bound) {
    for (int i = 0; i < ATTEMPTS; i++) {
      int domain = Distribution.GAUSSIAN.domain() + i;
      attempts[i] = new GaussianVariates(new Threefry4x32.Key(seed, worker, domain));
    }
    this.bound = (float) bound;
    this.scale = (float) (1 / standardDeviation(bound));
  }

  /** Of the conditioned normal: the variance is 1 - 2 k phi(k) / (2 Phi(k) - 1). */
  static double standardDeviation(double bound) {
    double density = StrictMath.exp(-bound * bound / 2) / StrictMath.sqrt(2 * Math.PI);
    return StrictMath.sqrt(1 - 2 * bound * density / Erf.erf(bound / StrictMath.sqrt(2)));
  }

  @Override
  public float at(long step, long index) {
    return scale * firstWithin(step, index, 0);
  }

  @Override
  public void fill(long step, long firstIndex, float[] out, int from, int count, Scratch scratch) {
    attempts[0].fill(step, firstIndex, out, from, count, scratch);
    for (int i = 0; i < count; i++) {
      float z = out[from + i];
      out[from + i] = scale * (Math.abs(z) <= bound ? z : firstWithin(step, firstIndex + i, 1));
    }
  }

  @Override
  public DeviceNoise.Kernel deviceKernel() {
    return new DeviceNoise.Kernel("perturb_truncated", attempts[0].key(), bound, scale);
  }

  private float firstWithin(long step, long index, int firstAttempt) {
    for (int i = firstAttempt; i < ATTEMPTS; i++) {
      float z = attempts[i].at(step, index);
      if (Math.abs(z) <= bound) {
        return z;
      }
    }
    return 0;
  }
}
