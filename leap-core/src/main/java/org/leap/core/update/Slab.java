package org.leap.core.update;

import org.leap.core.noise.HeapPerturbation;

/**
 * What one thread has of a few neighbouring parameters: so few that the first cache holds them
 * together with their memory off the heap and what noise works with. Measured with 32 KiB of it,
 * twice as many and half as many were slower.
 */
final class Slab {
  static final int LENGTH = 4 * HeapPerturbation.TILE;

  private static final int MOST_STATES = 3;

  final float[] gradient = new float[LENGTH];
  final float[] parameters = new float[LENGTH];
  final float[][] state = new float[MOST_STATES][LENGTH];
  final HeapPerturbation perturbation = new HeapPerturbation();
}
