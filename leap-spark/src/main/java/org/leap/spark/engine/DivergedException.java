package org.leap.spark.engine;

/** The loss or a parameter became NaN or infinite; the state before the round is unharmed. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DivergedException(String message) {
    super(message);
  }
}
