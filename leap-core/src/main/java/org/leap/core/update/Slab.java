package org.leap.core.update;

import org.leap.core.noise.HeapPerturbation;
import org.leap.core.noise.NoiseStream;

/**
 * What one thread has of a few neighbouring parameters: so few that the first cache holds them
 * together with their memory off the heap and what noise works with. Measured with 32 KiB of it,
 * twice as many and half as many were slower.
 */
final class Slab {
  static final int LENGTH = 4 * HeapPerturbation.TILE;

  private static final int MOST_STATES = 3;

  /** The clock takes as long as a tenth of the noise: one slab in so many is timed for all. */
  private static final int TIMED = 32;

  final float[] gradient = new float[LENGTH];
  final float[] parameters = new float[LENGTH];
  final float[][] state = new float[MOST_STATES][LENGTH];

  private final HeapPerturbation perturbation = new HeapPerturbation();
  private int slabs;
  private long perturbed;
  private long timed;
  private long nanos;

  /** Perturbs the first n gradients. */
  void perturb(NoiseStream stream, int n, long step, long firstIndex, float sigma) {
    boolean isTimed = slabs++ % TIMED == 0;
    long begin = isTimed ? System.nanoTime() : 0;
    perturbation.perturb(stream, gradient, n, step, firstIndex, sigma);
    perturbed += n;
    if (isTimed) {
      nanos += System.nanoTime() - begin;
      timed += n;
    }
  }

  /** About how long it took to perturb since the last call, the first slab of which is timed. */
  long takePerturbNanos() {
    long all = timed == 0 ? 0 : Math.round((double) nanos * perturbed / timed);
    slabs = 0;
    perturbed = 0;
    timed = 0;
    nanos = 0;
    return all;
  }
}
