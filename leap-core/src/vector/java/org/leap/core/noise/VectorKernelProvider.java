package org.leap.core.noise;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Chooses the vector kernel for this virtual machine. Loaded by name, as its module is optional.
 */
final class VectorKernelProvider implements Supplier<GaussianKernel> {
  private static final int SHORTEST_BITS = 128;

  /** The kernel, or null where vectors are too short to pay. */
  @Override
  public GaussianKernel get() {
    if (FloatVector.SPECIES_PREFERRED.vectorBitSize() < SHORTEST_BITS) {
      return null;
    }
    return readsByteBuffers() ? new VectorBufferKernel() : new VectorKernel();
  }

  private static boolean readsByteBuffers() {
    try {
      FloatVector.class.getMethod(
          "fromByteBuffer", VectorSpecies.class, ByteBuffer.class, int.class, ByteOrder.class);
      return true;
    } catch (NoSuchMethodException e) {
      return false;
    }
  }
}
