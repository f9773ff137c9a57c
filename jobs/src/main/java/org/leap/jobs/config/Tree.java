package org.leap.jobs.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.leap.jobs.text.Quoted;

/** What was written, before it is given a meaning. A value in a block has the line of its key. */
sealed interface Tree {
  Origin origin();

  /** What this is, for "expected ..., found ...". */
  String description();

  /** Whether this is YAML's null, which stands for "not written here". */
  default boolean isNull() {
    return false;
  }

  /** Keys with values, in the order written. */
  record Block(Origin origin, Map<String, Tree> entries) implements Tree {
    public Block {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    boolean writes(String key) {
      return entries.containsKey(key) && !entries.get(key).isNull();
    }

    @Override
    public String description() {
      return "a block of keys";
    }
  }

  /** A list of values. */
  record Items(Origin origin, List<Tree> items) implements Tree {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String description() {
      return "a list";
    }
  }

  /**
   * A single value.
   *
   * @param plain whether it was written without quotes
   */
  record Scalar(Origin origin, String text, boolean plain) implements Tree {
    private static final List<String> NULLS = List.of("", "~", "null", "Null", "NULL");

    /** Whether a text without quotes is YAML's null. */
    static boolean isNull(String plainText) {
      return NULLS.contains(plainText);
    }

    @Override
    public boolean isNull() {
      return plain && isNull(text);
    }

    /** The text without quotes, for numbers. */
    String shortened() {
      return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    @Override
    public String description() {
      return isNull() ? "nothing" : Quoted.of(text);
    }
  }
}
