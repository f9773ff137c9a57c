package org.leap.core.noise;

import static org.leap.core.noise.FusedMultiplyAdd.fma;

/**
 * One random word to two independent standard normals (Box, Muller 1958), in operations that round
 * the same on every processor: the reference for all kernels.
 *
 * <p>Of the word's bits, 31 is the sign of the cosine, 30 to 13 choose the radius, 12 to 1 the
 * angle within a quarter turn, 0 the sign of the sine. With h the 18 radius bits, u = (h + 1/2) /
 * 2^18 and the radius is sqrt(-2 ln u), at most 5.1323. Angles lie at the midpoints of 2^14 equal
 * arcs of the circle. No value is off by more than 5e-6.
 *
 * <p>The logarithm: the bits of the float u, less those of 1, are 2^23 log2 u, off by a function of
 * the mantissa m that vanishes at 1 and 2 and so is f * Q(f) in f = m - 2. The factor 2 ln 2 / 2^23
 * that is missing, under the root, is in the coefficients of the direction. Sine and cosine are
 * taken of t, the distance from an eighth of a turn in units of the grid of angles: cos(pi/4 + t) =
 * (cos t - sin t) / sqrt 2, sin(pi/4 + t) = (cos t + sin t) / sqrt 2. Coefficients are minimax
 * (Lawson's iteration) for the error of the value.
 */
final class BoxMuller {
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

  static final float Q0 = 2337817.8f;
  static final float Q1 = 1520946.2f;
  static final float Q2 = -443838.25f;
  static final float Q3 = 375370.75f;
  static final float Q4 = 188048.02f;
  static final float Q5 = 185681.38f;

  static final float C0 = 2.8745361E-4f;
  static final float C2 = -2.1137635E-11f;
  static final float C4 = 2.5898518E-19f;
  static final float C6 = -1.24227E-27f;

  static final float S1 = 1.1023653E-7f;
  static final float S3 = -2.7010138E-15f;
  static final float S5 = 1.9364519E-23f;

  private BoxMuller() {}

  /** The direction of a word's first normal, which is its product with the radius. */
  static float cosine(int word) {
    float t = angle(word);
    return signed(even(t) - odd(t), word & 0x80000000);
  }

  /** The direction of a word's second normal. */
  static float sine(int word) {
    float t = angle(word);
    return signed(even(t) + odd(t), word << 31);
  }

  /** The radius, in units of sqrt(2 ln 2 / 2^23); directions are in the inverse unit. */
  static float radius(int word) {
    int bits = Float.floatToRawIntBits((float) ((word & RADIUS_MASK) | RADIUS_HALF));
    float f = Float.intBitsToFloat((bits & MANTISSA_MASK) | MANTISSA_ONE) - 2;
    float q = fma(fma(fma(fma(fma(Q5, f, Q4), f, Q3), f, Q2), f, Q1), f, Q0);
    return (float) Math.sqrt(fma(q, f, (float) (ONE_BITS - bits)));
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

  private static float signed(float x, int sign) {
    return Float.intBitsToFloat(Float.floatToRawIntBits(x) ^ sign);
  }
}
