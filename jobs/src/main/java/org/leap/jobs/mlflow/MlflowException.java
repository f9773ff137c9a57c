package org.leap.jobs.mlflow;

/** The tracking server refused something, or answered what nobody understands. */
final class MlflowException extends Exception {
  private static final long serialVersionUID = 1L;

  MlflowException(String message) {
    super(message);
  }
}
