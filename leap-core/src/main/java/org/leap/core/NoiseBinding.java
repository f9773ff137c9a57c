package org.leap.core;

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
    if (worker < 0) {
      throw new IllegalArgumentException("worker is " + worker + ", expected at least 0");
    }
    if (!(sigmaScale >= 0 && sigmaScale <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "sigmaScale is " + sigmaScale + ", expected a finite number of at least 0");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", expected at least 1");
    }
  }
}
