package org.leap.core.noise;

/** Values of one stream. {@code at} is the definition; the other methods agree with it. */
interface Variates {
  float at(long step, long index);

  /** Writes {@code count} values, from {@code firstIndex} on, to {@code out[from]} and on. */
  void fill(long step, long firstIndex, float[] out, int from, int count, Scratch scratch);

  /** The kernel that does what {@code perturb} does, on a GPU. */
  DeviceNoise.Kernel deviceKernel();

  /** Perturbs {@code count} values of an array from {@code from} on, the first is firstIndex. */
  default void perturb(
      long step, long firstIndex, float[] data, int from, int count, float sigma, Scratch scratch) {
    float[] z = scratch.values;
    for (int done = 0; done < count; done += z.length) {
      int part = Math.min(z.length, count - done);
      fill(step, firstIndex + done, z, 0, part, scratch);
      for (int i = 0; i < part; i++) {
        data[from + done + i] *= FusedMultiplyAdd.fma(sigma, z[i], 1);
      }
    }
  }

  /** Perturbs floats {@code from} to {@code to} of a window, the first of which is firstIndex. */
  default void perturb(
      long step,
      long firstIndex,
      OffHeapFloats window,
      int from,
      int to,
      float sigma,
      Scratch scratch) {
    float[] copy = scratch.copy;
    for (int position = from; position < to; ) {
      long index = firstIndex + (position - from);
      int inTile = (int) (index & (GaussianKernel.TILE - 1));
      int count = Math.min(copy.length - inTile, to - position);
      window.floats().get(position, copy, 0, count);
      perturb(step, index, copy, 0, count, sigma, scratch);
      window.floats().put(position, copy, 0, count);
      position += count;
    }
  }
}
