package org.leap.core.flatness;

import java.util.HashMap;
import java.util.Map;
import org.leap.core.Perturbation.Scope;

/** The direction of the Hessian's largest eigenvalue, with the loss at the point. */
public final class SharpestDirection {
  /** Of the eigenvalue, so that one lies within 1 % of it; its own error is about the square. */
  private static final double RESIDUAL = 0.01;

  private final ParameterLayout layout;
  private final double loss;
  private final Eigenvalue eigenvalue;
  private final double[] vector;
  private final int steps;

  private SharpestDirection(
      ParameterLayout layout, double loss, Eigenvalue eigenvalue, double[] vector, int steps) {
    this.layout = layout;
    this.loss = loss;
    this.eigenvalue = eigenvalue;
    this.vector = vector;
    this.steps = steps;
  }

  /**
   * Finds it by Lanczos' method from a random start, which is the same for the same seed. Ends when
   * the eigenvalue's residual is at most 1 % of it. Costs a gradient a step, and one.
   *
   * @param most Lanczos steps, at least 1
   * @throws ArithmeticException if a gradient is not finite
   */
  public static SharpestDirection of(LossLandscape landscape, int most, long seed) {
    Range.atLeast(1, "most", most);
    Hessian hessian = new Hessian(landscape, Differences.ONE_SIDED);
    Lanczos lanczos = Lanczos.of(landscape, hessian, most, seed, RESIDUAL);
    int largest = lanczos.largest();
    Lanczos.Ritz ritz = lanczos.ritz(largest);
    return new SharpestDirection(
        landscape.layout(),
        hessian.loss(),
        new Eigenvalue(ritz.value(), ritz.residual()),
        lanczos.vector(largest),
        lanczos.steps());
  }

  /** The loss at the point. */
  public double loss() {
    return loss;
  }

  /** Lanczos steps done. */
  public int steps() {
    return steps;
  }

  /** The largest eigenvalue. */
  public Eigenvalue eigenvalue() {
    return eigenvalue;
  }

  /**
   * The share of sigma² that acts along the direction v: the sum over all draws of a perturbation
   * of the fourth power of the length of v's part that shares the draw; 1 if all parameters share
   * one ({@code docs/theory.md}).
   */
  public double share(Scope scope) {
    Map<String, Double> squares = new HashMap<>();
    double fourth = 0;
    for (ParameterBlock block : layout.blocks()) {
      double sum = 0;
      for (int i = block.offset(); i < block.end(); i++) {
        double square = vector[i] * vector[i];
        sum += square;
        fourth += square * square;
      }
      squares.merge(layer(block), sum, Double::sum);
    }
    return switch (scope) {
      case SCALAR -> 1;
      // In the order of the blocks, so that the sum is the same every time.
      case LAYER ->
          layout.blocks().stream()
              .map(SharpestDirection::layer)
              .distinct()
              .mapToDouble(squares::get)
              .map(square -> square * square)
              .sum();
      case PARAMETER -> fourth;
    };
  }

  /** Blocks are called {@code LAYER_KEY}. */
  private static String layer(ParameterBlock block) {
    int end = block.name().lastIndexOf('_');
    return end < 0 ? block.name() : block.name().substring(0, end);
  }
}
