package org.leap.core.update;

import org.leap.core.noise.HeapPerturbation;

/** What one thread has of a few neighbouring parameters. With its noise it fits the first cache. */
final class Chunk {
  /** A multiple of the noise's tiles. */
  static final int LENGTH = 8 * HeapPerturbation.TILE;

  private static final int MOST_STATES = 3;

  final float[] gradient = new float[LENGTH];
  final float[] parameters = new float[LENGTH];
  final float[][] state = new float[MOST_STATES][LENGTH];
  final HeapPerturbation perturbation = new HeapPerturbation();
}
