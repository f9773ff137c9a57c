package org.leap.core.noise;

import java.util.List;

/**
 * A kernel of noise.cu.
 *
 * @param key for the generator; only worker and domain count as given, further domains may follow
 * @param further arguments after those that all kernels have
 */
record DeviceKernel(String name, NoiseKey key, List<Float> further) {
  static DeviceKernel of(String name, NoiseKey key) {
    return new DeviceKernel(name, key, List.of());
  }
}
