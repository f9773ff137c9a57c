package org.leap.jobs.theory;

import java.util.Arrays;
import java.util.function.DoublePredicate;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.leap.core.Perturbation.Scope;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;

/**
 * A quadratic {@code x' H x / 2} of {@value #DIMENSION} parameters in four layers. Its curvatures
 * are 1, once, and evenly from 0.2 to 0.5; its directions are turned against the parameters or not.
 */
final class Quadratic {
  static final int DIMENSION = 16;
  private static final int LAYERS = 4;

  /** Steps after which the slowest direction of the recursion shows. */
  private static final int POWERS = 400;

  private static final double HIGHEST = 4;
  private static final int HALVINGS = 16;

  /** How the directions of curvature lie to the parameters. */
  enum Basis {
    /** Each is a parameter of its own. */
    ALIGNED,
    /** Each has the same share of all parameters: the columns of Hadamard's matrix. */
    SPREAD,
    /** Drawn at random. */
    RANDOM
  }

  private final RealMatrix hessian;
  private final double[] top;

  private Quadratic(RealMatrix directions) {
    double[] curvatures = new double[DIMENSION];
    for (int k = 1; k < DIMENSION; k++) {
      curvatures[k] = 0.2 + 0.3 * (k - 1) / (DIMENSION - 2);
    }
    curvatures[0] = 1;
    hessian =
        directions
            .multiply(MatrixUtils.createRealDiagonalMatrix(curvatures))
            .multiply(directions.transpose());
    top = directions.getColumn(0);
  }

  /**
   * A quadratic.
   *
   * @param seed of random directions
   */
  static Quadratic of(Basis basis, long seed) {
    return new Quadratic(
        switch (basis) {
          case ALIGNED -> MatrixUtils.createRealIdentityMatrix(DIMENSION);
          case SPREAD -> hadamard();
          case RANDOM -> new QRDecomposition(gaussian(seed)).getQ();
        });
  }

  private static RealMatrix hadamard() {
    RealMatrix matrix = new Array2DRowRealMatrix(DIMENSION, DIMENSION);
    for (int i = 0; i < DIMENSION; i++) {
      for (int j = 0; j < DIMENSION; j++) {
        int sign = Integer.bitCount(i & j) % 2 == 0 ? 1 : -1;
        matrix.setEntry(i, j, sign / Math.sqrt(DIMENSION));
      }
    }
    return matrix;
  }

  private static RealMatrix gaussian(long seed) {
    float[] values = new float[DIMENSION * DIMENSION];
    NoiseStream.of(seed, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY).fill(0, 0, values);
    RealMatrix matrix = new Array2DRowRealMatrix(DIMENSION, DIMENSION);
    for (int i = 0; i < values.length; i++) {
      matrix.setEntry(i / DIMENSION, i % DIMENSION, values[i]);
    }
    return matrix;
  }

  /**
   * How much of sigma² acts along the sharpest direction v: the sum over all draws of the fourth
   * power of the length of v's part that shares the draw.
   */
  double share(Scope scope) {
    double[] squares = new double[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      squares[draw(scope, i)] += top[i] * top[i];
    }
    return Arrays.stream(squares).map(square -> square * square).sum();
  }

  /** The draw that a parameter takes. */
  private static int draw(Scope scope, int parameter) {
    return switch (scope) {
      case PARAMETER -> parameter;
      case LAYER -> parameter / (DIMENSION / LAYERS);
      case SCALAR -> 0;
    };
  }

  /**
   * The largest learning rate that is stable in the mean square, by the recursion of second moments
   * {@code M <- A M A + (eta sigma)^2 sum over draws B of P_B H M H P_B}, with {@code A = I - eta
   * H} and the parameters P_B of a draw.
   */
  double meanSquareEdge(Scope scope, double sigma) {
    return edge(eta -> growth(eta, scope, sigma) > 1);
  }

  private double growth(double eta, Scope scope, double sigma) {
    RealMatrix identity = MatrixUtils.createRealIdentityMatrix(DIMENSION);
    RealMatrix a = identity.subtract(hessian.scalarMultiply(eta));
    RealMatrix moments = identity;
    double growth = 0;
    for (int power = 0; power < POWERS; power++) {
      RealMatrix gradients = hessian.multiply(moments).multiply(hessian);
      RealMatrix next = a.multiply(moments).multiply(a);
      for (int i = 0; i < DIMENSION; i++) {
        for (int j = 0; j < DIMENSION; j++) {
          if (draw(scope, i) == draw(scope, j)) {
            next.addToEntry(i, j, eta * eta * sigma * sigma * gradients.getEntry(i, j));
          }
        }
      }
      growth = next.getTrace() / moments.getTrace();
      moments = next.scalarMultiply(1 / next.getTrace());
    }
    return growth;
  }

  /**
   * The largest learning rate at which one long walk comes nearer, with the same draws for all
   * rates.
   */
  double walkedEdge(Scope scope, double sigma, int steps, long seed) {
    float[][] draws = new float[steps][DIMENSION];
    NoiseStream stream = NoiseStream.of(seed, 1, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
    for (int step = 0; step < steps; step++) {
      stream.fill(step, 0, draws[step]);
    }
    return edge(eta -> exponent(eta, scope, sigma, draws) > 0);
  }

  private double exponent(double eta, Scope scope, double sigma, float[][] draws) {
    double[][] h = hessian.getData();
    double[] x = new double[DIMENSION];
    Arrays.fill(x, 1);
    double[] gradient = new double[DIMENSION];
    double log = 0;
    for (float[] z : draws) {
      for (int i = 0; i < DIMENSION; i++) {
        double sum = 0;
        for (int j = 0; j < DIMENSION; j++) {
          sum += h[i][j] * x[j];
        }
        gradient[i] = sum;
      }
      double square = 0;
      for (int i = 0; i < DIMENSION; i++) {
        x[i] -= eta * (1 + sigma * z[draw(scope, i)]) * gradient[i];
        square += x[i] * x[i];
      }
      double length = Math.sqrt(square);
      log += Math.log(length);
      for (int i = 0; i < DIMENSION; i++) {
        x[i] /= length;
      }
    }
    return log / draws.length;
  }

  private static double edge(DoublePredicate unstable) {
    double low = 0;
    double high = HIGHEST;
    for (int halving = 0; halving < HALVINGS; halving++) {
      double middle = (low + high) / 2;
      if (unstable.test(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return (low + high) / 2;
  }
}
