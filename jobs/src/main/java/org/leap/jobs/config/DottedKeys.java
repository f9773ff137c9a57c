package org.leap.jobs.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A block of dotted configuration keys with values of one type.
 *
 * @param most keys that are accepted
 */
record DottedKeys<T>(ValueType<T> element, int most) implements ValueType<Map<String, T>> {
  /** What an experiment decides by itself. */
  private static final Set<String> RESERVED = Set.of("extends", "name", "seed");

  @Override
  public String documentation() {
    return "block of dotted keys, each with: " + element.documentation();
  }

  @Override
  public Optional<Read<Map<String, T>>> read(Tree tree, Site site) {
    if (!(tree instanceof Tree.Block block)) {
      site.report(
          tree.origin(),
          "expected a block of keys such as training.epochs, found " + tree.description());
      return Optional.empty();
    }
    if (block.entries().size() > most) {
      site.report(
          tree.origin(),
          "expected at most %s keys, found %s".formatted(most, block.entries().size()));
      return Optional.empty();
    }
    Map<String, T> values = new LinkedHashMap<>();
    Map<String, Resolved> resolved = new LinkedHashMap<>();
    for (var entry : block.entries().entrySet()) {
      var child = site.child(entry.getKey());
      if (!CommandLine.KEY.matcher(entry.getKey()).matches() || RESERVED.contains(entry.getKey())) {
        child.report(
            entry.getValue().origin(),
            "expected a key of the run's configuration such as schedule or training.epochs"
                + (entry.getKey().equals("seed")
                    ? "; the seeds of an experiment are in seeds"
                    : ""));
        continue;
      }
      element
          .read(entry.getValue(), child)
          .ifPresent(
              read -> {
                values.put(entry.getKey(), read.value());
                resolved.put(entry.getKey(), read.resolved());
              });
    }
    return values.size() < block.entries().size()
        ? Optional.empty()
        : Optional.of(new Read<>(values, new Resolved.Section(resolved)));
  }
}
