package org.leap.core.flatness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How the eigenvalues of the Hessian are spread, by stochastic Lanczos quadrature (Ubaru, Chen and
 * Saad 2017; for networks Ghorbani, Krishnan and Xiao 2019): every run of Lanczos' method from a
 * random start is a quadrature rule for the density, and their mean an estimate of it.
 *
 * @param nodes in rising order; their weights sum to 1
 */
public record SpectralDensity(List<Node> nodes) {

  /** A share of all eigenvalues, put where they are about. */
  public record Node(double value, double weight) {}

  public SpectralDensity {
    nodes = List.copyOf(nodes);
  }

  /**
   * Settings of the estimate.
   *
   * @param probes random starts
   * @param steps Lanczos steps of each, of one product and one stored vector of 8 bytes a parameter
   */
  public record Options(int probes, int steps, Differences differences, long seed) {
    public static final Options DEFAULT = new Options(4, 30, Differences.ONE_SIDED, 0);

    public Options {
      Range.atLeast(1, "probes", probes);
      Range.atLeast(1, "steps", steps);
    }
  }

  /**
   * Estimates the density. Costs {@code 2 probes steps} gradients, half as many and one one-sided.
   *
   * @throws ArithmeticException if a gradient is not finite
   */
  public static SpectralDensity of(LossLandscape landscape, Options options) {
    Hessian hessian = new Hessian(landscape, options.differences);
    Draws starts = new Draws(landscape, options.seed, Draws.Purpose.DENSITY_START);
    int most = Math.min(options.steps, landscape.layout().trained());
    List<Node> nodes = new ArrayList<>();
    for (int probe = 0; probe < options.probes; probe++) {
      for (Lanczos.Ritz ritz : Lanczos.of(hessian, starts.vector(probe), most, 0).ritz()) {
        nodes.add(new Node(ritz.value(), ritz.weight() / options.probes));
      }
    }
    nodes.sort(Comparator.comparingDouble(Node::value));
    return new SpectralDensity(nodes);
  }

  /**
   * The density at a value, every node spread by a Gaussian.
   *
   * @param width standard deviation of the Gaussian, above 0
   */
  public double at(double value, double width) {
    Range.positive("width", width);
    double density = 0;
    for (Node node : nodes) {
      double z = (value - node.value()) / width;
      density += node.weight() * Math.exp(-z * z / 2) / (width * Math.sqrt(2 * Math.PI));
    }
    return density;
  }
}
