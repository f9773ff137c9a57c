package org.leap.spark.checkpoint;

import java.io.IOException;

/** A checkpoint that cannot be used: torn, truncated or damaged. */
final class BadCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  BadCheckpointException(String message) {
    super(message);
  }
}
