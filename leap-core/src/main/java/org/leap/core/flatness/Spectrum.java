package org.leap.core.flatness;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The ends of the Hessian's spectrum, by Lanczos' method with full reorthogonalization.
 *
 * @param largest the largest eigenvalues, in falling order
 * @param smallest the smallest eigenvalue; far below 0 where the point is no minimum
 * @param steps Lanczos steps done: fewer than asked for where the Krylov space was exhausted
 */
public record Spectrum(List<Eigenvalue> largest, Eigenvalue smallest, int steps) {
  private static final double BREAKDOWN = 1e-10;

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
    double[] start = new Draws(landscape, options.seed, Draws.Purpose.LANCZOS_START).vector(0);
    Vectors.scale(1 / Vectors.norm(start), start);
    int most = Math.min(options.steps, landscape.layout().trained());
    List<double[]> basis = new ArrayList<>(List.of(start));
    double[] diagonal = new double[most];
    double[] off = new double[most];
    double scale = 0;
    int steps = 0;
    while (steps < most) {
      double[] w = hessian.times(basis.get(steps));
      diagonal[steps] = Vectors.dot(w, basis.get(steps));
      orthogonalize(w, basis);
      off[steps] = Vectors.norm(w);
      scale = Math.max(scale, Math.abs(diagonal[steps]) + off[steps]);
      steps++;
      if (off[steps - 1] <= BREAKDOWN * scale) {
        break;
      }
      Vectors.scale(1 / off[steps - 1], w);
      basis.add(w);
    }
    return of(options.count, diagonal, off, steps);
  }

  /** Twice, as once leaves what rounding brought back. */
  private static void orthogonalize(double[] w, List<double[]> basis) {
    for (int pass = 0; pass < 2; pass++) {
      for (double[] q : basis) {
        Vectors.add(-Vectors.dot(w, q), q, w);
      }
    }
  }

  private static Spectrum of(int count, double[] diagonal, double[] off, int steps) {
    EigenDecomposition ritz =
        new EigenDecomposition(Arrays.copyOf(diagonal, steps), Arrays.copyOf(off, steps - 1));
    List<Eigenvalue> all = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      double last = ritz.getEigenvector(i).getEntry(steps - 1);
      all.add(new Eigenvalue(ritz.getRealEigenvalue(i), Math.abs(off[steps - 1] * last)));
    }
    all.sort(Comparator.comparingDouble(Eigenvalue::value).reversed());
    return new Spectrum(all.subList(0, Math.min(count, steps)), all.get(steps - 1), steps);
  }
}
