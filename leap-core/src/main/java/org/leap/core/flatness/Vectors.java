package org.leap.core.flatness;

/** Linear algebra on vectors of parameters; sums run from the first element to the last. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double norm(double[] a) {
    return Math.sqrt(dot(a, a));
  }

  /** {@code y + factor x}, a new vector. */
  static double[] sum(double[] y, double factor, double[] x) {
    double[] result = y.clone();
    add(factor, x, result);
    return result;
  }

  /** {@code y += factor x}. */
  static void add(double factor, double[] x, double[] y) {
    for (int i = 0; i < y.length; i++) {
      y[i] += factor * x[i];
    }
  }

  static void scale(double factor, double[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= factor;
    }
  }
}
