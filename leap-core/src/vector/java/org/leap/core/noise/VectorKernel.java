package org.leap.core.noise;

import static org.leap.core.noise.Scratch.COUNTERS;
import static org.leap.core.noise.VectorBoxMuller.FLOATS;
import static org.leap.core.noise.VectorBoxMuller.INTS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** The vector kernel on arrays; off-heap memory is copied chunk by chunk. */
class VectorKernel implements GaussianKernel {
  static final int LANES = FLOATS.length();

  @Override
  public final String name() {
    return "vector-" + FLOATS.vectorBitSize();
  }

  @Override
  public final void words(NoiseKey key, long step, long firstBlock, int counters, int[] words) {
    VectorThreefry.words(key, step, firstBlock, counters, words);
  }

  @Override
  public final void scale(
      Scratch scratch, int counters, float[] data, int offset, float sigma, float shift) {
    FloatVector shifts = FloatVector.broadcast(FLOATS, shift);
    for (int run = 0; run < counters / 4; run++) {
      int from = (run & 3) * COUNTERS + (run >> 2) * RUN;
      int to = offset + run * 2 * RUN;
      for (int lane = 0; lane < RUN; lane += LANES) {
        IntVector word = IntVector.fromArray(INTS, scratch.words, from + lane);
        FloatVector radius = VectorBoxMuller.radius(word).mul(sigma);
        FloatVector t = VectorBoxMuller.angle(word);
        FloatVector squared = t.mul(t);
        FloatVector even = VectorBoxMuller.even(squared);
        FloatVector odd = VectorBoxMuller.odd(t, squared);
        FloatVector cosine = VectorBoxMuller.signedByTop(even.sub(odd), word).fma(radius, shifts);
        FloatVector sine = VectorBoxMuller.signedByLast(even.add(odd), word).fma(radius, shifts);
        int i = to + lane;
        FloatVector.fromArray(FLOATS, data, i).mul(cosine).intoArray(data, i);
        FloatVector.fromArray(FLOATS, data, i + RUN).mul(sine).intoArray(data, i + RUN);
      }
    }
  }
}
