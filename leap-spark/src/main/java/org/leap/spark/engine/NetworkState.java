package org.leap.spark.engine;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Locale;

/**
 * Parameters and optimizer state of a network: what a round starts from and ends with. The driver's
 * has the state of its outer optimizer too. The arrays are not to be modified.
 */
public final class NetworkState implements Serializable {
  private static final long serialVersionUID = 1L;

  /** They travel as one array of bytes. */
  static final int MOST_THAT_TRAVEL = Integer.MAX_VALUE / Float.BYTES;

  private final float[] parameters;
  private final float[] optimizerState;

  /** Empty on workers. */
  private final float[] outerState;

  /**
   * Takes the arrays as they are, without a copy.
   *
   * @param parameters the flattened parameters, {@code [n]}
   * @param optimizerState the flattened updater state, empty for optimizers that keep none
   */
  public NetworkState(float[] parameters, float[] optimizerState) {
    this(parameters, optimizerState, new float[0]);
  }

  /**
   * The same with what the outer optimizer keeps.
   *
   * @param outerState empty where it keeps nothing, or nothing yet
   */
  public NetworkState(float[] parameters, float[] optimizerState, float[] outerState) {
    this.parameters = parameters;
    this.optimizerState = optimizerState;
    this.outerState = outerState;
  }

  /** A state without optimizer state; takes the array as it is. */
  public NetworkState(float[] parameters) {
    this(parameters, new float[0]);
  }

  /** Why a state of so many floats cannot be sent to executors. */
  static String tooLarge(long floats) {
    return String.format(
        Locale.ROOT,
        "parameters and optimizer state are %,d floats, at most %,d can be sent to executors: train in one process, or with an optimizer that keeps less",
        floats,
        MOST_THAT_TRAVEL);
  }

  /** The flattened parameters, {@code [n]}; not to be modified. */
  public float[] parameters() {
    return parameters;
  }

  /** The flattened updater state, empty for optimizers that keep none; not to be modified. */
  public float[] optimizerState() {
    return optimizerState;
  }

  /** What the outer optimizer keeps, empty if nothing; not to be modified. */
  public float[] outerState() {
    return outerState;
  }

  /**
   * The form that travels between processes, without what stays on the driver.
   *
   * @throws IllegalArgumentException above the 2 GiB that an array can hold
   */
  Raw raw() {
    long floats = (long) parameters.length + optimizerState.length;
    if (floats > MOST_THAT_TRAVEL) {
      throw new IllegalArgumentException(tooLarge(floats));
    }
    byte[] bytes = new byte[(int) floats * Float.BYTES];
    Raw.floats(bytes).put(parameters).put(optimizerState);
    return new Raw(parameters.length, bytes);
  }

  /** Little-endian floats in one byte array, which every serializer copies in bulk. */
  static final class Raw implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int parameters;
    private final byte[] bytes;

    private Raw(int parameters, byte[] bytes) {
      this.parameters = parameters;
      this.bytes = bytes;
    }

    NetworkState state() {
      FloatBuffer floats = floats(bytes);
      float[] values = new float[parameters];
      float[] optimizerState = new float[floats.remaining() - parameters];
      floats.get(values).get(optimizerState);
      return new NetworkState(values, optimizerState);
    }

    private static FloatBuffer floats(byte[] bytes) {
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }
  }
}
