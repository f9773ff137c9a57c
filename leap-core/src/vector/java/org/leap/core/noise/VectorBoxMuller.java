package org.leap.core.noise;

import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.SQRT;
import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link BoxMuller} on vectors of the length that the processor prefers, operation by operation.
 */
final class VectorBoxMuller {
  static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private VectorBoxMuller() {}

  static FloatVector radius(IntVector word) {
    IntVector bits =
        word.and(BoxMuller.RADIUS_MASK)
            .or(BoxMuller.RADIUS_HALF)
            .convertShape(I2F, FLOATS, 0)
            .reinterpretAsInts();
    FloatVector f =
        bits.and(BoxMuller.MANTISSA_MASK).or(BoxMuller.MANTISSA_ONE).reinterpretAsFloats().sub(2);
    FloatVector logarithm =
        (FloatVector)
            IntVector.broadcast(INTS, BoxMuller.ONE_BITS).sub(bits).convertShape(I2F, FLOATS, 0);
    return FloatVector.broadcast(FLOATS, BoxMuller.Q5)
        .fma(f, FloatVector.broadcast(FLOATS, BoxMuller.Q4))
        .fma(f, FloatVector.broadcast(FLOATS, BoxMuller.Q3))
        .fma(f, FloatVector.broadcast(FLOATS, BoxMuller.Q2))
        .fma(f, FloatVector.broadcast(FLOATS, BoxMuller.Q1))
        .fma(f, FloatVector.broadcast(FLOATS, BoxMuller.Q0))
        .fma(f, logarithm)
        .lanewise(SQRT);
  }

  static FloatVector angle(IntVector word) {
    return word.and(BoxMuller.ANGLE_MASK)
        .or(BoxMuller.ANGLE_EXPONENT)
        .reinterpretAsFloats()
        .sub(BoxMuller.ANGLE_CENTER);
  }

  static FloatVector even(FloatVector squared) {
    return FloatVector.broadcast(FLOATS, BoxMuller.C6)
        .fma(squared, FloatVector.broadcast(FLOATS, BoxMuller.C4))
        .fma(squared, FloatVector.broadcast(FLOATS, BoxMuller.C2))
        .fma(squared, FloatVector.broadcast(FLOATS, BoxMuller.C0));
  }

  static FloatVector odd(FloatVector t, FloatVector squared) {
    return FloatVector.broadcast(FLOATS, BoxMuller.S5)
        .fma(squared, FloatVector.broadcast(FLOATS, BoxMuller.S3))
        .fma(squared, FloatVector.broadcast(FLOATS, BoxMuller.S1))
        .mul(t);
  }

  static FloatVector signedByTop(FloatVector x, IntVector word) {
    return x.reinterpretAsInts().lanewise(XOR, word.and(0x80000000)).reinterpretAsFloats();
  }

  static FloatVector signedByLast(FloatVector x, IntVector word) {
    return x.reinterpretAsInts().lanewise(XOR, word.lanewise(LSHL, 31)).reinterpretAsFloats();
  }
}
