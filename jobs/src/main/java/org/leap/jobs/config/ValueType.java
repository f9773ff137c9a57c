package org.leap.jobs.config;

import java.util.Optional;

/**
 * What may be written for a key.
 *
 * @param <T> what it becomes
 */
interface ValueType<T> {

  /** For the reference, such as {@code whole number, at least 1}. */
  String documentation();

  /** The documentation without marks, for messages. */
  default String inWords() {
    return documentation().replace("`", "");
  }

  /** The value, or nothing once its problems are reported to the site. */
  Optional<Read<T>> read(Tree tree, Site site);

  /**
   * A value with what the resolved configuration says about it.
   *
   * @param <T> type of the value
   */
  record Read<T>(T value, Resolved resolved) {}
}
