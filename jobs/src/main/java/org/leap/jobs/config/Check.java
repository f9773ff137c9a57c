package org.leap.jobs.config;

import java.util.Optional;

/** A rule between the keys of one block. It must hold its tongue about values that were refused. */
interface Check {
  Optional<Violation> find(Values values);

  /** A broken rule, reported at a key. */
  record Violation(Key<?> key, String message) {}

  static Optional<Violation> violationIf(boolean broken, Key<?> key, String message) {
    return broken ? Optional.of(new Violation(key, message)) : Optional.empty();
  }
}
