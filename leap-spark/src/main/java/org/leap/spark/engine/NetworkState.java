package org.leap.spark.engine;

import java.io.Serializable;

/**
 * Parameters and optimizer state of a network: what a round starts from and ends with. The arrays
 * are not to be modified.
 */
public final class NetworkState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final float[] parameters;
  private final float[] optimizerState;

  /**
   * Takes the arrays as they are, without a copy.
   *
   * @param parameters the flattened parameters, {@code [n]}
   * @param optimizerState the flattened updater state, empty for optimizers that keep none
   */
  public NetworkState(float[] parameters, float[] optimizerState) {
    this.parameters = parameters;
    this.optimizerState = optimizerState;
  }

  /** The flattened parameters, {@code [n]}; not to be modified. */
  public float[] parameters() {
    return parameters;
  }

  /** The flattened updater state, empty for optimizers that keep none; not to be modified. */
  public float[] optimizerState() {
    return optimizerState;
  }
}
