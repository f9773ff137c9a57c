package org.leap.core.flatness;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/** Column by column from differences of the gradient along the axes. */
final class ExactHessian {
  private static final double STEP = 1e-5;

  private final double[][] columns;

  ExactHessian(LossLandscape landscape) {
    double[] point = landscape.parameters();
    columns = new double[point.length][];
    for (int j = 0; j < point.length; j++) {
      double[] above = new double[point.length];
      double[] below = new double[point.length];
      double value = point[j];
      point[j] = value + STEP;
      landscape.gradient(point, above);
      point[j] = value - STEP;
      landscape.gradient(point, below);
      point[j] = value;
      Vectors.add(-1, below, above);
      Vectors.scale(1 / (2 * STEP), above);
      columns[j] = above;
    }
  }

  double trace() {
    double trace = 0;
    for (int i = 0; i < columns.length; i++) {
      trace += columns[i][i];
    }
    return trace;
  }

  /** In falling order. */
  double[] eigenvalues() {
    double[][] symmetric = new double[columns.length][columns.length];
    for (int i = 0; i < columns.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        symmetric[i][j] = (columns[i][j] + columns[j][i]) / 2;
      }
    }
    return new EigenDecomposition(new Array2DRowRealMatrix(symmetric, false)).getRealEigenvalues();
  }
}
