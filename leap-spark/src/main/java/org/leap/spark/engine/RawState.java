package org.leap.spark.engine;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A network state as it travels between processes: little-endian floats in one byte array, which
 * every serializer copies in bulk.
 */
final class RawState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int parameters;
  private final byte[] bytes;

  private RawState(int parameters, byte[] bytes) {
    this.parameters = parameters;
    this.bytes = bytes;
  }

  /**
   * @throws ArithmeticException if it exceeds the 2 GiB that an array can hold
   */
  static RawState of(NetworkState state) {
    int floats = Math.addExact(state.parameters().length, state.optimizerState().length);
    byte[] bytes = new byte[Math.multiplyExact(floats, Float.BYTES)];
    floats(bytes).put(state.parameters()).put(state.optimizerState());
    return new RawState(state.parameters().length, bytes);
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
