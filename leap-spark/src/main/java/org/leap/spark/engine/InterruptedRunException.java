package org.leap.spark.engine;

/** The run was asked to stop. Its last average stands; the round it was in is abandoned. */
public final class InterruptedRunException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An interruption that was asked for, with the message {@code interrupted}. */
  public InterruptedRunException() {
    super("interrupted");
  }
}
