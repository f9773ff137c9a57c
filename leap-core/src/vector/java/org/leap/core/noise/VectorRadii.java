package org.leap.core.noise;

import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.SQRT;
import static org.leap.core.noise.BoxMuller.MANTISSA_MASK;
import static org.leap.core.noise.BoxMuller.MANTISSA_ONE;
import static org.leap.core.noise.BoxMuller.ONE_BITS;
import static org.leap.core.noise.BoxMuller.RADIUS_HALF;
import static org.leap.core.noise.BoxMuller.RADIUS_MASK;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** First pass of the transform: radii of a chunk's words, times sigma. */
final class VectorRadii {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();

  private VectorRadii() {}

  static void radii(int[] words, int from, int to, float[] radii, float sigma) {
    FloatVector q5 = FloatVector.broadcast(FLOATS, BoxMuller.Q5);
    FloatVector q4 = FloatVector.broadcast(FLOATS, BoxMuller.Q4);
    FloatVector q3 = FloatVector.broadcast(FLOATS, BoxMuller.Q3);
    FloatVector q2 = FloatVector.broadcast(FLOATS, BoxMuller.Q2);
    FloatVector q1 = FloatVector.broadcast(FLOATS, BoxMuller.Q1);
    FloatVector q0 = FloatVector.broadcast(FLOATS, BoxMuller.Q0);
    IntVector one = IntVector.broadcast(INTS, ONE_BITS);
    for (int i = from; i < to; i += LANES) {
      IntVector word = IntVector.fromArray(INTS, words, i).and(RADIUS_MASK).or(RADIUS_HALF);
      IntVector bits = word.convertShape(I2F, FLOATS, 0).reinterpretAsInts();
      FloatVector f = bits.and(MANTISSA_MASK).or(MANTISSA_ONE).reinterpretAsFloats().sub(2);
      FloatVector logarithm = (FloatVector) one.sub(bits).convertShape(I2F, FLOATS, 0);
      q5.fma(f, q4)
          .fma(f, q3)
          .fma(f, q2)
          .fma(f, q1)
          .fma(f, q0)
          .fma(f, logarithm)
          .lanewise(SQRT)
          .mul(sigma)
          .intoArray(radii, i);
    }
  }
}
