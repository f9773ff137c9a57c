package org.leap.core.noise;

import static java.lang.Integer.rotateLeft;
import static org.leap.core.noise.BoxMuller.ANGLE_MASK;
import static org.leap.core.noise.BoxMuller.MANTISSA_MASK;
import static org.leap.core.noise.BoxMuller.MANTISSA_ONE;
import static org.leap.core.noise.BoxMuller.ONE_BITS;
import static org.leap.core.noise.BoxMuller.Q0;
import static org.leap.core.noise.BoxMuller.Q1;
import static org.leap.core.noise.BoxMuller.Q2;
import static org.leap.core.noise.BoxMuller.Q3;
import static org.leap.core.noise.BoxMuller.Q4;
import static org.leap.core.noise.BoxMuller.Q5;
import static org.leap.core.noise.BoxMuller.RADIUS_HALF;
import static org.leap.core.noise.BoxMuller.RADIUS_MASK;
import static org.leap.core.noise.FusedMultiplyAdd.fma;
import static org.leap.core.noise.Scratch.COUNTERS;

import java.util.stream.IntStream;

/**
 * Plain Java. The transform is cut into passes, so that the JIT vectorizes by itself those that
 * convert nothing between int and float. The table holds what the vector kernel computes.
 */
final class ScalarKernel implements GaussianKernel {
  /** Loaded rather than counted: the JIT does not vectorize uses of a loop's own counter. */
  private static final int[] COUNT = IntStream.range(0, COUNTERS).toArray();

  /** Bits of the cosines of all angles in a quarter turn; sines are the same from the end. */
  private static final int ANGLES = 1 << 12;

  private static final int[] COSINES =
      IntStream.range(0, ANGLES)
          .map(angle -> Float.floatToRawIntBits(BoxMuller.cosine(angle << 1)))
          .toArray();

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public void words(Threefry4x32.Key key, long step, long firstBlock, int counters, int[] words) {
    int k0 = key.k0();
    int k1 = key.k1();
    int k2 = key.worker();
    int k3 = key.domain();
    int k4 = key.k4();
    for (int c = 0; c < counters; c++) {
      int x0 = COUNT[c] + (int) firstBlock + k0;
      int x1 = (int) (firstBlock >>> 32) + k1;
      int x2 = (int) step + k2;
      int x3 = (int) (step >>> 32) + k3;
      x1 = rotateLeft(x1, 10) ^ (x0 += x1);
      x3 = rotateLeft(x3, 26) ^ (x2 += x3);
      x3 = rotateLeft(x3, 11) ^ (x0 += x3);
      x1 = rotateLeft(x1, 21) ^ (x2 += x1);
      x1 = rotateLeft(x1, 13) ^ (x0 += x1);
      x3 = rotateLeft(x3, 27) ^ (x2 += x3);
      x3 = rotateLeft(x3, 23) ^ (x0 += x3);
      x1 = rotateLeft(x1, 5) ^ (x2 += x1);
      x0 += k1;
      x1 += k2;
      x2 += k3;
      x3 += k4 + 1;
      x1 = rotateLeft(x1, 6) ^ (x0 += x1);
      x3 = rotateLeft(x3, 20) ^ (x2 += x3);
      x3 = rotateLeft(x3, 17) ^ (x0 += x3);
      x1 = rotateLeft(x1, 11) ^ (x2 += x1);
      x1 = rotateLeft(x1, 25) ^ (x0 += x1);
      x3 = rotateLeft(x3, 10) ^ (x2 += x3);
      x3 = rotateLeft(x3, 18) ^ (x0 += x3);
      x1 = rotateLeft(x1, 20) ^ (x2 += x1);
      x0 += k2;
      x1 += k3;
      x2 += k4;
      x3 += k0 + 2;
      x1 = rotateLeft(x1, 10) ^ (x0 += x1);
      x3 = rotateLeft(x3, 26) ^ (x2 += x3);
      x3 = rotateLeft(x3, 11) ^ (x0 += x3);
      x1 = rotateLeft(x1, 21) ^ (x2 += x1);
      x1 = rotateLeft(x1, 13) ^ (x0 += x1);
      x3 = rotateLeft(x3, 27) ^ (x2 += x3);
      x3 = rotateLeft(x3, 23) ^ (x0 += x3);
      x1 = rotateLeft(x1, 5) ^ (x2 += x1);
      words[c] = x0 + k3;
      words[COUNTERS + c] = x1 + k4;
      words[2 * COUNTERS + c] = x2 + k0;
      words[3 * COUNTERS + c] = x3 + k1 + 3;
    }
  }

  @Override
  public void scale(
      Scratch scratch, int counters, float[] data, int offset, float sigma, float shift) {
    for (int word = 0; word < 4; word++) {
      int first = word * COUNTERS;
      split(scratch, first, counters);
      factors(scratch, counters, sigma, shift);
      for (int c = 0; c < counters; c += RUN) {
        int run = offset + c / RUN * TILE + word * 2 * RUN;
        multiply(data, run, scratch.cosine, c);
        multiply(data, run + RUN, scratch.sine, c);
      }
    }
  }

  /** All that needs conversions: radii's arguments, and directions from the table. */
  private static void split(Scratch scratch, int first, int counters) {
    int[] words = scratch.words;
    float[] mantissa = scratch.mantissa;
    float[] logarithm = scratch.logarithm;
    float[] cosine = scratch.cosine;
    float[] sine = scratch.sine;
    for (int c = 0; c < counters; c++) {
      int word = words[first + c];
      int bits = Float.floatToRawIntBits((float) ((word & RADIUS_MASK) | RADIUS_HALF));
      mantissa[c] = Float.intBitsToFloat((bits & MANTISSA_MASK) | MANTISSA_ONE);
      logarithm[c] = (float) (ONE_BITS - bits);
      int angle = (word & ANGLE_MASK) >> 1;
      cosine[c] = Float.intBitsToFloat(COSINES[angle] ^ (word & 0x80000000));
      sine[c] = Float.intBitsToFloat(COSINES[ANGLES - 1 - angle] ^ (word << 31));
    }
  }

  private static void factors(Scratch scratch, int counters, float sigma, float shift) {
    float[] mantissa = scratch.mantissa;
    float[] logarithm = scratch.logarithm;
    float[] cosine = scratch.cosine;
    float[] sine = scratch.sine;
    for (int c = 0; c < counters; c++) {
      float f = mantissa[c] - 2;
      float q = fma(fma(fma(fma(fma(Q5, f, Q4), f, Q3), f, Q2), f, Q1), f, Q0);
      float radius = (float) Math.sqrt(fma(q, f, logarithm[c])) * sigma;
      cosine[c] = fma(radius, cosine[c], shift);
      sine[c] = fma(radius, sine[c], shift);
    }
  }

  private static void multiply(float[] data, int to, float[] factor, int from) {
    for (int i = 0; i < RUN; i++) {
      data[to + i] *= factor[from + i];
    }
  }
}
