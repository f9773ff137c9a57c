package org.leap.core.noise;

import static org.leap.core.noise.FusedMultiplyAdd.fma;

/**
 * One random word to two independent standard normals (Box, Muller 1958), in operations that round
 * the same on every processor: the reference for all kernels.
 *
 * <p>Of the word's bits, 31 is the sign of the cosine, 30 to 13 choose the radius, 12 to 1 the
 * angle within a quarter turn, 0 the sign of the sine. With h the 18 radius bits, u = (h + 1/2) /
 * 2^18 and the radius is sqrt(-2 ln u), at most {@value #BOUND}. Angles lie at the midpoints of
 * 2^14 equal arcs of the circle. The worst error of a value is 5e-6.
 *
 * <p>The logarithm: for a float x, its bits, less those of a power of two, are log2 x, off by a
 * function of the mantissa m that vanishes at 1 and 2 and is f * Q(f) in f = m - 2. Sine and cosine
 * are taken of t, the angle's distance from an eighth of a turn: cos(pi/4 + t) = (cos t - sin t) /
 * sqrt 2, sin(pi/4 + t) = (cos t + sin t) / sqrt 2. Coefficients are minimax (Lawson's iteration)
 * for the error of the result.
 */
final class BoxMuller {
  /** No value is larger: sqrt(-2 ln(2^-19)). */
  static final float BOUND = 5.1326f;

  static final int RADIUS_MASK = 0x7FFFE000;
  static final int RADIUS_HALF = 0x00001000;
  static final int ANGLE_MASK = 0x00001FFE;

  /** Exponent of 2^22, where the last bit of a float counts 1/2. */
  static final int ANGLE_EXPONENT = 0x4A800000;

  /** 2^22 plus half of 2^12 - 1, the middle of the angles. */
  static final float ANGLE_CENTER = 4196351.5f;

  /** Bits of 2^31, which is u = 1. */
  static final int ONE_BITS = (127 + 31) << 23;

  static final int MANTISSA_MASK = 0x007FFFFF;
  static final int MANTISSA_ONE = 0x3F800000;

  /** -2 ln 2 / 2^23. */
  static final float LOG_SCALE = (float) (-2 * 0.6931471805599453 / (1 << 23));

  static final float Q0 = 0.3863458f;
  static final float Q1 = 0.2513503f;
  static final float Q2 = -0.07334834f;
  static final float Q3 = 0.062033456f;
  static final float Q4 = 0.031076659f;
  static final float Q5 = 0.03068555f;

  static final float C0 = 0.70710677f;
  static final float C2 = -5.199644E-8f;
  static final float C4 = 6.370773E-16f;
  static final float C6 = -3.0558584E-24f;

  static final float S1 = 0.0002711707f;
  static final float S3 = -6.64422E-12f;
  static final float S5 = 4.7634753E-20f;

  private BoxMuller() {}

  /** The first normal of a word. */
  static float cosine(int word) {
    float t = angle(word);
    float z = radius(word) * (even(t) - odd(t));
    return Float.intBitsToFloat(Float.floatToRawIntBits(z) ^ (word & 0x80000000));
  }

  /** The second normal of a word. */
  static float sine(int word) {
    float t = angle(word);
    float z = radius(word) * (even(t) + odd(t));
    return Float.intBitsToFloat(Float.floatToRawIntBits(z) ^ (word << 31));
  }

  static float radius(int word) {
    int bits = Float.floatToRawIntBits((float) ((word & RADIUS_MASK) | RADIUS_HALF));
    float f = Float.intBitsToFloat((bits & MANTISSA_MASK) | MANTISSA_ONE) - 2;
    float q = fma(fma(fma(fma(fma(Q5, f, Q4), f, Q3), f, Q2), f, Q1), f, Q0);
    return (float) Math.sqrt(fma(q, f, (float) (bits - ONE_BITS) * LOG_SCALE));
  }

  private static float angle(int word) {
    return Float.intBitsToFloat((word & ANGLE_MASK) | ANGLE_EXPONENT) - ANGLE_CENTER;
  }

  private static float even(float t) {
    float s = t * t;
    return fma(fma(fma(C6, s, C4), s, C2), s, C0);
  }

  private static float odd(float t) {
    float s = t * t;
    return fma(fma(S5, s, S3), s, S1) * t;
  }
}
