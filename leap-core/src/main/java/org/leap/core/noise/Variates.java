package org.leap.core.noise;

/** Values of one stream. {@code at} is the definition; the other methods agree with it. */
interface Variates {
  float at(long step, long index);

  /** Writes {@code count} values, from {@code firstIndex} on, to {@code out[from]} and on. */
  void fill(long step, long firstIndex, float[] out, int from, int count, Scratch scratch);

  /** The kernel that does what {@code perturb} does, on a GPU. */
  DeviceNoise.Kernel deviceKernel();

  /** Perturbs floats {@code from} to {@code to} of a window, the first of which is firstIndex. */
  default void perturb(
      long step,
      long firstIndex,
      OffHeapFloats window,
      int from,
      int to,
      float sigma,
      Scratch scratch) {
    float[] z = scratch.copy;
    for (int done = from; done < to; done += z.length) {
      int count = Math.min(z.length, to - done);
      fill(step, firstIndex + (done - from), z, 0, count, scratch);
      for (int i = 0; i < count; i++) {
        float factor = FusedMultiplyAdd.fma(sigma, z[i], 1);
        window.floats().put(done + i, window.floats().get(done + i) * factor);
      }
    }
  }
}
