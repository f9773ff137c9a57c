package org.leap.core.noise;

import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.XOR;
import static org.leap.core.noise.BoxMuller.ANGLE_CENTER;
import static org.leap.core.noise.BoxMuller.ANGLE_EXPONENT;
import static org.leap.core.noise.BoxMuller.ANGLE_MASK;
import static org.leap.core.noise.Scratch.COUNTERS;

import java.util.function.Supplier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector kernel on arrays; off-heap memory is copied chunk by chunk.
 *
 * <p>All loops call the Vector API directly: a method of our own between them, once compiled by
 * itself, would no longer be inlined and every vector would be an object.
 */
class VectorKernel implements GaussianKernel {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();

  @Override
  public final String name() {
    return "vector-" + FLOATS.vectorBitSize();
  }

  @Override
  public final void words(
      Threefry4x32.Key key, long step, long firstBlock, int counters, int[] words) {
    VectorThreefry.words(key, step, firstBlock, counters, words);
  }

  @Override
  public final void scale(
      Scratch scratch, int counters, float[] data, int offset, float sigma, float shift) {
    radii(scratch, counters, sigma);
    scale(scratch.words, scratch.radii, counters, data, offset, shift);
  }

  static void radii(Scratch scratch, int counters, float sigma) {
    for (int word = 0; word < 4; word++) {
      int first = word * COUNTERS;
      VectorRadii.radii(scratch.words, first, first + counters, scratch.radii, sigma);
    }
  }

  private static void scale(
      int[] words, float[] radii, int counters, float[] data, int offset, float shift) {
    FloatVector shifts = FloatVector.broadcast(FLOATS, shift);
    for (int run = 0; run < counters / 4; run++) {
      int from = (run & 3) * COUNTERS + (run >> 2) * RUN;
      int to = offset + run * 2 * RUN;
      for (int lane = 0; lane < RUN; lane += LANES) {
        IntVector word = IntVector.fromArray(INTS, words, from + lane);
        FloatVector radius = FloatVector.fromArray(FLOATS, radii, from + lane);
        FloatVector t =
            word.and(ANGLE_MASK).or(ANGLE_EXPONENT).reinterpretAsFloats().sub(ANGLE_CENTER);
        FloatVector s = t.mul(t);
        FloatVector even =
            FloatVector.broadcast(FLOATS, BoxMuller.C6)
                .fma(s, FloatVector.broadcast(FLOATS, BoxMuller.C4))
                .fma(s, FloatVector.broadcast(FLOATS, BoxMuller.C2))
                .fma(s, FloatVector.broadcast(FLOATS, BoxMuller.C0));
        FloatVector odd =
            FloatVector.broadcast(FLOATS, BoxMuller.S5)
                .fma(s, FloatVector.broadcast(FLOATS, BoxMuller.S3))
                .fma(s, FloatVector.broadcast(FLOATS, BoxMuller.S1))
                .mul(t);
        IntVector cosine = even.sub(odd).reinterpretAsInts();
        IntVector sine = even.add(odd).reinterpretAsInts();
        FloatVector first =
            cosine.lanewise(XOR, word.and(0x80000000)).reinterpretAsFloats().fma(radius, shifts);
        FloatVector second =
            sine.lanewise(XOR, word.lanewise(LSHL, 31)).reinterpretAsFloats().fma(radius, shifts);
        int i = to + lane;
        FloatVector.fromArray(FLOATS, data, i).mul(first).intoArray(data, i);
        FloatVector.fromArray(FLOATS, data, i + RUN).mul(second).intoArray(data, i + RUN);
      }
    }
  }

  /** The vector kernel for this virtual machine. Loaded by name, as its module is optional. */
  static final class Provider implements Supplier<GaussianKernel> {
    private static final int SHORTEST_BITS = 128;

    /** The kernel, or null where vectors are too short to pay. */
    @Override
    public GaussianKernel get() {
      return FloatVector.SPECIES_PREFERRED.vectorBitSize() < SHORTEST_BITS
          ? null
          : new VectorKernel();
    }
  }
}
