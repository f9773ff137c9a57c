package org.leap.jobs.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

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
    return entries(block, site, element, DottedKeys::problem, new LinkedHashMap<>());
  }

  private static Optional<String> problem(String key) {
    if (CommandLine.KEY.matcher(key).matches() && !RESERVED.contains(key)) {
      return Optional.empty();
    }
    return Optional.of(
        "expected a key of the run's configuration such as schedule or training.epochs"
            + (key.equals("seed") ? "; the seeds of an experiment are in seeds" : ""));
  }

  /**
   * The values of a block whose names the schema does not know.
   *
   * @param problem what is wrong with a name, if anything is
   * @param values where they go
   */
  static <T> Optional<Read<Map<String, T>>> entries(
      Tree.Block block,
      Site site,
      ValueType<T> element,
      Function<String, Optional<String>> problem,
      Map<String, T> values) {
    Map<String, Resolved> resolved = new LinkedHashMap<>();
    for (var entry : block.entries().entrySet()) {
      var child = site.child(entry.getKey());
      var wrong = problem.apply(entry.getKey());
      if (wrong.isPresent()) {
        child.report(entry.getValue().origin(), wrong.get());
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
