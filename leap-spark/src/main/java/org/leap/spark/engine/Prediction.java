package org.leap.spark.engine;

import java.io.Serializable;

/** The class probabilities that a network gives one example. */
public final class Prediction implements Serializable {
  private static final long serialVersionUID = 1L;

  private final long index;
  private final int label;
  private final float[] probabilities;

  Prediction(long index, int label, float[] probabilities) {
    this.index = index;
    this.label = label;
    this.probabilities = probabilities;
  }

  /** Place of the example in its data set. */
  public long index() {
    return index;
  }

  /** The true class. */
  public int label() {
    return label;
  }

  /** Number of classes. */
  public int classes() {
    return probabilities.length;
  }

  /** Probability of a class, counted from 0. */
  public float probability(int ofClass) {
    return probabilities[ofClass];
  }

  /** The most probable class; the first of equals. */
  public int predicted() {
    int best = 0;
    for (int i = 1; i < probabilities.length; i++) {
      if (probabilities[i] > probabilities[best]) {
        best = i;
      }
    }
    return best;
  }
}
