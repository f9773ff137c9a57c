package org.leap.core.noise;

import static org.leap.core.noise.Scratch.COUNTERS;
import static org.leap.core.noise.VectorBoxMuller.FLOATS;
import static org.leap.core.noise.VectorBoxMuller.INTS;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The vector kernel straight on off-heap memory, with the access to byte buffers that Java 17 to 21
 * have and later versions have not.
 */
final class VectorBufferKernel extends VectorKernel {
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  @Override
  public void perturb(
      Scratch scratch, int counters, OffHeapFloats window, int offset, float sigma) {
    ByteBuffer data = window.bytes();
    FloatVector one = FloatVector.broadcast(FLOATS, 1);
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
        FloatVector cosine = VectorBoxMuller.signedByTop(even.sub(odd), word).fma(radius, one);
        FloatVector sine = VectorBoxMuller.signedByLast(even.add(odd), word).fma(radius, one);
        int i = Float.BYTES * (to + lane);
        int j = i + Float.BYTES * RUN;
        FloatVector.fromByteBuffer(FLOATS, data, i, ORDER)
            .mul(cosine)
            .intoByteBuffer(data, i, ORDER);
        FloatVector.fromByteBuffer(FLOATS, data, j, ORDER).mul(sine).intoByteBuffer(data, j, ORDER);
      }
    }
  }
}
