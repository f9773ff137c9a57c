package org.leap.jobs.config;

/**
 * What it means when a key is not written.
 *
 * @param <T> type of the key's value
 */
sealed interface Absence<T> {

  /** It is an error. */
  record Refused<T>() implements Absence<T> {}

  /** The key has this value. */
  record Default<T>(T value) implements Absence<T> {}

  /** The key has no value, which has a meaning of its own. */
  record Meaning<T>(String inWords) implements Absence<T> {}

  /** The key's block is read as if it were written without keys. */
  record EmptyBlock<T>() implements Absence<T> {}
}
