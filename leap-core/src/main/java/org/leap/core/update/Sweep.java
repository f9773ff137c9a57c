package org.leap.core.update;

/**
 * Loops over the first n elements of arrays, in float. Every operation is rounded by itself, so the
 * compiler's vectors and the interpreter give the same bits.
 */
final class Sweep {
  /** Its square takes the smallest float above 1. */
  private static final float HUGE = 0x1p100f;

  private Sweep() {}

  static void divide(float[] values, int divisor, int n) {
    if (Integer.bitCount(divisor) == 1) {
      multiply(values, 1f / divisor, n); // as exact, and cheaper
      return;
    }
    float d = divisor;
    for (int i = 0; i < n; i++) {
      values[i] /= d;
    }
  }

  static void multiply(float[] values, float factor, int n) {
    for (int i = 0; i < n; i++) {
      values[i] *= factor;
    }
  }

  static void add(float[] values, float coefficient, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] += coefficient * values[i];
    }
  }

  /** With -1, 0 or 1 for every value. {@link Math#signum} would not become vectors. */
  static void addSigns(float[] values, float coefficient, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] += coefficient * Math.max(-1f, Math.min(1f, values[i] * HUGE * HUGE));
    }
  }

  static void subtract(float[] values, float[] from, int n) {
    for (int i = 0; i < n; i++) {
      from[i] -= values[i];
    }
  }
}
