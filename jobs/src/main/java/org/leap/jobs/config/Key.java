package org.leap.jobs.config;

/**
 * The declaration of one key.
 *
 * @param <T> type of its value
 * @param name as it is written
 * @param type what may be written
 * @param absence what it means when the key is not written
 * @param documentation one line for the reference
 */
record Key<T>(String name, ValueType<T> type, Absence<T> absence, String documentation) {

  /** A key that must be written. */
  static <T> Key<T> required(String name, ValueType<T> type, String documentation) {
    return new Key<>(name, type, new Absence.Refused<>(), documentation);
  }

  /** The same key, which may be left out. */
  Key<T> optional(String meaning) {
    return absence instanceof Absence.Refused<T>
        ? new Key<>(name, type, new Absence.Meaning<>(meaning), documentation)
        : this;
  }

  /** A key with a default. */
  static <T> Key<T> defaulted(String name, ValueType<T> type, T value, String documentation) {
    return new Key<>(name, type, new Absence.Default<>(value), documentation);
  }

  /** A key that may be left out, with what that means. */
  static <T> Key<T> optional(String name, ValueType<T> type, String meaning, String documentation) {
    return new Key<>(name, type, new Absence.Meaning<>(meaning), documentation);
  }

  /** A block that may be left out. */
  static <T> Key<T> block(String name, BlockType<T> type, String documentation) {
    return new Key<>(name, type, new Absence.EmptyBlock<>(), documentation);
  }
}
