package org.leap.core.flatness;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;

/**
 * The ends of the Hessian's spectrum, by Lanczos' method with full reorthogonalization.
 *
 * @param largest the largest eigenvalues, in falling order
 * @param smallest the smallest eigenvalue; far below 0 where the point is no minimum
 * @param steps Lanczos steps done: fewer than asked for where the Krylov space was exhausted
 */
public record Spectrum(List<Eigenvalue> largest, Eigenvalue smallest, int steps) {
  public Spectrum {
    largest = List.copyOf(largest);
  }

  /**
   * Settings of Lanczos' method.
   *
   * @param count how many of the largest eigenvalues
   * @param steps Lanczos steps, each of one product and one stored vector of 8 bytes a parameter
   * @param seed of the start vector
   */
  public record Options(int count, int steps, Differences differences, long seed) {
    public static final Options DEFAULT = new Options(1, 15, Differences.ONE_SIDED, 0);

    public Options {
      if (count < 1 || steps < count) {
        throw new IllegalArgumentException(
            "%s Lanczos steps for %s eigenvalues, expected at least one eigenvalue and as many steps"
                .formatted(steps, count));
      }
    }
  }

  /**
   * Computes both ends of the spectrum. Costs {@code 2 steps} gradients, {@code steps + 1}
   * one-sided.
   *
   * @throws ArithmeticException if a gradient is not finite
   */
  public static Spectrum of(LossLandscape landscape, Options options) {
    requireNonNull(options, "options is null");
    Hessian hessian = new Hessian(landscape, options.differences);
    List<Eigenvalue> all =
        Lanczos.of(landscape, hessian, options.steps, options.seed, 0).ritz().stream()
            .map(ritz -> new Eigenvalue(ritz.value(), ritz.residual()))
            .sorted(Comparator.comparingDouble(Eigenvalue::value).reversed())
            .toList();
    int steps = all.size();
    return new Spectrum(all.subList(0, Math.min(options.count, steps)), all.get(steps - 1), steps);
  }
}
