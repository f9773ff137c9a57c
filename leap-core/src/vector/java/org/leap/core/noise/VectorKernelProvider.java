package org.leap.core.noise;

import java.util.function.Supplier;
import jdk.incubator.vector.FloatVector;

/** The vector kernel for this virtual machine. Loaded by name, as its module is optional. */
final class VectorKernelProvider implements Supplier<GaussianKernel> {
  private static final int SHORTEST_BITS = 128;

  /** The kernel, or null where vectors are too short to pay. */
  @Override
  public GaussianKernel get() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize() < SHORTEST_BITS
        ? null
        : new VectorKernel();
  }
}
