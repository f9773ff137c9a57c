package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A list of values of one type. */
record ListOf<T>(ValueType<T> element, int least, int most) implements ValueType<List<T>> {
  @Override
  public String documentation() {
    return "list of 1 to " + most + " of: " + element.documentation();
  }

  @Override
  public Optional<Read<List<T>>> read(Tree tree, Site site) {
    if (!(tree instanceof Tree.Items list)) {
      site.report(
          tree.origin(), "expected a list such as " + example() + ", found " + tree.description());
      return Optional.empty();
    }
    int size = list.items().size();
    if (size < least || size > most) {
      site.report(tree.origin(), "expected a list of " + bounds() + ", found " + size + " values");
      return Optional.empty();
    }
    var values = new ArrayList<T>();
    var texts = new ArrayList<String>();
    for (int i = 0; i < size; i++) {
      element
          .read(list.items().get(i), site.child(String.valueOf(i)))
          .ifPresent(
              read -> {
                values.add(read.value());
                texts.add(read.resolved().flow());
              });
    }
    if (values.size() < size) {
      return Optional.empty();
    }
    var text = "[" + String.join(", ", texts) + "]";
    return Optional.of(new Read<>(List.copyOf(values), new Resolved.Leaf(text, tree.origin())));
  }

  private String bounds() {
    return least == 0 ? "at most " + most : least + " to " + most + " values";
  }

  /** A list with the variant that has the fewest keys, or of any values. */
  private String example() {
    if (!(element instanceof Variants<?> variants)) {
      return "[a, b]";
    }
    var shortest =
        variants.alternatives().stream()
            .min(Comparator.comparing(fields -> fields.settings().size()))
            .orElseThrow();
    return "[{%s: %s}]".formatted(shortest.settings().get(0).name(), shortest.variant());
  }
}
