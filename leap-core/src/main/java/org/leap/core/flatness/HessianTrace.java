package org.leap.core.flatness;

import java.util.ArrayList;
import java.util.List;

/**
 * The trace of the Hessian by Hutchinson's estimator: the mean of {@code v' H v} over vectors v of
 * independent signs (Hutchinson 1990).
 */
public final class HessianTrace {
  private HessianTrace() {}

  /**
   * Settings of the estimate.
   *
   * @param probes vectors drawn, each for one product; at least 2, for a standard error
   */
  public record Options(int probes, Differences differences, long seed) {
    public static final Options DEFAULT = new Options(10, Differences.ONE_SIDED, 0);

    public Options {
      Range.atLeast(2, "probes", probes);
    }
  }

  /**
   * Estimates the trace. Costs {@code 2 probes} gradients, {@code probes + 1} one-sided.
   *
   * @throws ArithmeticException if a gradient is not finite
   */
  public static Estimate of(LossLandscape landscape, Options options) {
    Hessian hessian = new Hessian(landscape, options.differences);
    Draws signs = new Draws(landscape, options.seed, Draws.Purpose.TRACE_PROBE);
    List<Double> samples = new ArrayList<>();
    for (int i = 0; i < options.probes; i++) {
      double[] v = signs.vector(i);
      samples.add(Vectors.dot(v, hessian.times(v)));
    }
    return Estimate.mean(samples);
  }
}
