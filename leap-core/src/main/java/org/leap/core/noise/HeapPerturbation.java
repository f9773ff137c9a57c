package org.leap.core.noise;

/**
 * Perturbs values on the Java heap, those of a few kilobytes that are in the cache already. For one
 * thread at a time, which it keeps from allocating.
 */
public final class HeapPerturbation {
  /** Cheapest where every call but the first and the last takes a multiple of so many values. */
  public static final int TILE = GaussianKernel.TILE;

  private final Scratch scratch = new Scratch();
  private final float[] value = new float[1];

  /**
   * Does with the first {@code count} values what {@link NoiseStream#perturb} does with an update:
   * the same bits.
   *
   * @param firstIndex position of the first value in the flattened parameters
   */
  public void perturb(
      NoiseStream stream, float[] values, int count, long step, long firstIndex, float sigma) {
    stream.variates().perturb(step, firstIndex, values, 0, count, sigma, scratch);
  }

  /** The value of {@link NoiseStream#at}. */
  public float at(NoiseStream stream, long step, long index) {
    stream.variates().fill(step, index, value, 0, 1, scratch);
    return value[0];
  }
}
