package org.leap.jobs.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** What the resolved configuration says about a key. */
sealed interface Resolved {

  /** On one line, as YAML. */
  default String flow() {
    if (this instanceof Section section) {
      return section.entries().entrySet().stream()
          .map(entry -> entry.getKey() + ": " + entry.getValue().flow())
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return this instanceof Leaf leaf ? leaf.text() : "";
  }

  /** Every value by the dotted path of its key, in order. */
  default Map<String, String> settings() {
    var settings = new LinkedHashMap<String, String>();
    ((Section) this).put("", settings);
    return settings;
  }

  /** As a configuration file, with the origin of every value. */
  default String render() {
    var yaml = new StringBuilder("# The resolved configuration, each value with its origin.\n");
    ((Section) this).lines("", yaml);
    return yaml.toString();
  }

  /** A value as it is written, and where it came from. */
  record Leaf(String text, Origin origin) implements Resolved {}

  /** Nothing, and what that means. */
  record Absent(String meaning) implements Resolved {}

  /** A block, in the order of its declaration. */
  record Section(Map<String, Resolved> entries) implements Resolved {
    public Section {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    private void put(String block, Map<String, String> settings) {
      entries.forEach(
          (key, entry) -> {
            if (entry instanceof Leaf leaf) {
              settings.put(block + key, leaf.text());
            } else if (entry instanceof Section nested) {
              nested.put(block + key + ".", settings);
            }
          });
    }

    private void lines(String indent, StringBuilder yaml) {
      entries.forEach(
          (key, entry) -> {
            if (entry instanceof Leaf leaf) {
              yaml.append(indent + key + ": " + leaf.text() + "  # " + leaf.origin() + "\n");
            } else if (entry instanceof Section nested) {
              yaml.append(indent + key + ":\n");
              nested.lines(indent + "  ", yaml);
            } else if (entry instanceof Absent absent && !absent.meaning().isEmpty()) {
              yaml.append(indent + "# " + key + ": " + absent.meaning() + "\n");
            }
          });
    }
  }
}
