package org.leap.jobs.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values of one block, while it is read. */
final class Values {
  private record Entry(Object value, boolean written) {}

  private final Optional<Values> outer;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Set<String> attempted = new HashSet<>();

  private Values(Optional<Values> outer) {
    this.outer = outer;
  }

  static Values empty() {
    return new Values(Optional.empty());
  }

  static Values within(Values outer) {
    return new Values(Optional.of(outer));
  }

  /** The values of the enclosing block. */
  Values outer() {
    return outer.orElseThrow();
  }

  <T> void put(Key<T> key, T value, boolean written) {
    entries.put(key.name(), new Entry(value, written));
  }

  /** The value, or nothing if the key was left out or its value was refused. */
  @SuppressWarnings("unchecked") // put is the only writer and takes a key's own type
  <T> Optional<T> find(Key<T> key) {
    return Optional.ofNullable(entries.get(key.name())).map(entry -> (T) entry.value());
  }

  /** The value of a key that is required or has a default, in a block without problems. */
  <T> T get(Key<T> key) {
    return find(key)
        .orElseThrow(() -> new IllegalStateException("The key " + key.name() + " was not read"));
  }

  /** A whole number whose type keeps it within an {@code int}. */
  int getInt(Key<Long> key) {
    return Math.toIntExact(get(key));
  }

  /** Whether the key has its default, rather than a written or a refused value. */
  boolean isDefault(Key<?> key) {
    var entry = entries.get(key.name());
    return entry != null && !entry.written();
  }

  /** Notes that a key was written, perhaps misspelt or with a value that is refused. */
  void attempted(String name) {
    attempted.add(name);
  }

  /** Whether the key was written, perhaps misspelt or with a value that is refused. */
  boolean isAttempted(Key<?> key) {
    return attempted.contains(key.name());
  }

  /** Whether any key of the block was written and accepted. */
  boolean anyWritten() {
    return entries.values().stream().anyMatch(Entry::written);
  }
}
