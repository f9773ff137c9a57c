package org.leap.core;

import static org.nd4j.common.base.Preconditions.checkArgument;

/**
 * Worker, strength and threads of a network's noise, which change from task to task.
 *
 * @param worker logical worker whose noise stream is drawn from, at least 0
 * @param sigmaScale factor on sigma, finite and at least 0
 * @param threads threads that share the work, at least 1; changes no bit of the result
 */
public record NoiseBinding(int worker, double sigmaScale, int threads) {
  /** What a network has that was never bound: worker 0, sigma as configured, one thread. */
  public static final NoiseBinding DEFAULT = new NoiseBinding(0, 1, 1);

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public NoiseBinding {
    checkArgument(worker >= 0, "worker is %s, expected at least 0", worker);
    checkArgument(
        sigmaScale >= 0 && sigmaScale <= Double.MAX_VALUE,
        "sigmaScale is %s, expected a finite number of at least 0",
        sigmaScale);
    checkArgument(threads >= 1, "threads is %s, expected at least 1", threads);
  }
}
