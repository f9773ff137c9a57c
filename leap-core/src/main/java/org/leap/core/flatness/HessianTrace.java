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
    return within(landscape, options, Double.POSITIVE_INFINITY, options.probes);
  }

  /**
   * Estimates the trace with as many probes as its precision needs.
   *
   * @param options with the fewest probes
   * @param relativeError standard error over the trace, above 0, from which on no probe is added
   * @param most probes, whatever the error then is: {@link Estimate#relativeError} tells it
   * @throws ArithmeticException if a gradient is not finite
   */
  public static Estimate within(
      LossLandscape landscape, Options options, double relativeError, int most) {
    Range.atLeast(options.probes, "most probes", most);
    Hessian hessian = new Hessian(landscape, options.differences);
    Draws signs = new Draws(landscape, options.seed, Draws.Purpose.TRACE_PROBE);
    List<Double> samples = new ArrayList<>();
    Estimate estimate = null;
    for (int i = 0; i < most; i++) {
      double[] v = signs.vector(i);
      samples.add(Vectors.dot(v, hessian.times(v)));
      if (i + 1 >= options.probes) {
        estimate = Estimate.mean(samples);
        if (estimate.relativeError() <= relativeError) {
          return estimate;
        }
      }
    }
    return estimate;
  }
}
