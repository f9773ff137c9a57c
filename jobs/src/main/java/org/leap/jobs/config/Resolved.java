package org.leap.jobs.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the resolved configuration says about a key. */
sealed interface Resolved {

  /** A value as it is written, and where it came from. */
  record Leaf(String text, Origin origin) implements Resolved {}

  /** Nothing, and what that means. */
  record Absent(String meaning) implements Resolved {}

  /** A block, in the order of its declaration. */
  record Section(Map<String, Resolved> entries) implements Resolved {
    public Section {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }
}
