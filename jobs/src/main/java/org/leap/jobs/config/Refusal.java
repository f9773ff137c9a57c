package org.leap.jobs.config;

import java.io.Serial;

/** Something written that is not accepted; the message is for the user. */
final class Refusal extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  Refusal(String message) {
    super(message);
  }
}
