package org.leap.core.step;

/** A network has something that a plan does not know. */
final class UncoveredException extends Exception {
  private static final long serialVersionUID = 1L;

  UncoveredException(String message) {
    super(message, null, false, false);
  }
}
