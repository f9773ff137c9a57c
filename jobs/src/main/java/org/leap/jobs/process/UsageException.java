package org.leap.jobs.process;

/** The run cannot be started as it was asked for. The message is one line that says what to do. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error with what to do about it. */
  public UsageException(String message) {
    super(message);
  }

  /** The same, with what it came from. */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
