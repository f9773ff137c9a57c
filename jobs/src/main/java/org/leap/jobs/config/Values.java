package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The values of one block, while it is read, and the rules between its keys that they break. */
final class Values {
  private record Entry(Object value, boolean written) {}

  /**
   * A broken rule, reported at a key.
   *
   * @param message absent if the key is missing
   */
  record Violation(String key, Optional<String> message) {}

  private final Optional<Values> outer;
  private final Map<String, Entry> entries = new HashMap<>();
  private final Set<String> attempted = new HashSet<>();
  private final List<Violation> violations = new ArrayList<>();

  /**
   * @param outer those of the enclosing block
   */
  Values(Optional<Values> outer) {
    this.outer = outer;
  }

  /** The same block with the values of these keys alone. */
  Values only(Set<String> keys) {
    var some = new Values(outer);
    some.entries.putAll(entries);
    some.entries.keySet().retainAll(keys);
    return some;
  }

  /** The values of the enclosing block. */
  Values outer() {
    return outer.orElseThrow();
  }

  void put(String key, Object value, boolean written) {
    entries.put(key, new Entry(value, written));
  }

  /** The value, or null if the key was left out or its value was refused. */
  Object value(String key) {
    var entry = entries.get(key);
    return entry == null ? null : entry.value();
  }

  /** The value, if the key was not left out and its value not refused. */
  <T> Optional<T> find(String key, Class<T> type) {
    return Optional.ofNullable(value(key)).map(type::cast);
  }

  /** The same, or the value of that key in the enclosing block. */
  <T> Optional<T> findHereOrAround(String key, Class<T> type) {
    return find(key, type).or(() -> outer().find(key, type));
  }

  /** Whether the key has a value, written or by default. */
  boolean has(String key) {
    return entries.containsKey(key);
  }

  /** Whether the key has this value. */
  boolean has(String key, Object value) {
    return value.equals(value(key));
  }

  /** Whether the key has its default, rather than a written or a refused value. */
  boolean isDefault(String key) {
    return has(key) && !entries.get(key).written();
  }

  /** Notes that a key was written, perhaps misspelt or with a value that is refused. */
  void attempted(String key) {
    attempted.add(key);
  }

  /** Whether the key was written, perhaps misspelt or with a value that is refused. */
  boolean isAttempted(String key) {
    return attempted.contains(key);
  }

  /** Whether any key of the block was written and accepted. */
  boolean anyWritten() {
    return entries.values().stream().anyMatch(Entry::written);
  }

  /** Reports a broken rule at a key. */
  void refuseIf(boolean broken, String key, String message) {
    if (broken) {
      violations.add(new Violation(key, Optional.of(message)));
    }
  }

  /** Reports that a key is missing that need not always be written. */
  void refuseMissing(String key) {
    violations.add(new Violation(key, Optional.empty()));
  }

  List<Violation> violations() {
    return violations;
  }
}
