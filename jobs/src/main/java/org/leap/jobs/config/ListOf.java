package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A list of values of one type. */
final class ListOf<T> implements ValueType<List<T>> {
  private final ValueType<T> element;
  private final int most;

  /** At least one and at most {@code most} values. */
  ListOf(ValueType<T> element, int most) {
    this.element = element;
    this.most = most;
  }

  @Override
  public String documentation() {
    return "list of 1 to " + most + " of: " + element.documentation();
  }

  @Override
  public Optional<Read<List<T>>> read(Tree tree, Site site) {
    if (!(tree instanceof Tree.Items list)) {
      site.report(tree.origin(), "expected a list such as [a, b], found " + tree.description());
      return Optional.empty();
    }
    int size = list.items().size();
    if (size < 1 || size > most) {
      site.report(
          tree.origin(), "expected a list of 1 to " + most + " values, found " + size + " values");
      return Optional.empty();
    }
    var values = new ArrayList<T>();
    for (int i = 0; i < size; i++) {
      element
          .read(list.items().get(i), site.child(String.valueOf(i)))
          .ifPresent(read -> values.add(read.value()));
    }
    if (values.size() < size) {
      return Optional.empty();
    }
    return Optional.of(
        new Read<>(List.copyOf(values), new Resolved.Leaf(write(values), tree.origin())));
  }

  @Override
  public String write(List<T> values) {
    return values.stream().map(element::write).collect(Collectors.joining(", ", "[", "]"));
  }
}
