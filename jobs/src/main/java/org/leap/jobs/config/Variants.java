package org.leap.jobs.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A block whose keys depend on the word at one of them, the selector.
 *
 * @param <T> what all variants become
 */
final class Variants<T> implements BlockType<T> {
  private final Key<String> selector;
  private final List<Fields<? extends T>> variants;

  private Variants(Key<String> selector, List<Fields<? extends T>> variants) {
    this.selector = selector;
    this.variants =
        variants.stream()
            .<Fields<? extends T>>map(fields -> fields.startingWith(selector))
            .toList();
  }

  /** A block that must name its variant. */
  static <T> Variants<T> named(
      String selector, String documentation, List<Fields<? extends T>> variants) {
    return new Variants<>(Key.required(selector, words(variants), documentation), variants);
  }

  /** A block that is of the first variant unless it names another. */
  static <T> Variants<T> firstByDefault(
      String selector, String documentation, List<Fields<? extends T>> variants) {
    var first = variants.get(0).variant();
    return new Variants<>(Key.defaulted(selector, words(variants), first, documentation), variants);
  }

  private static <T> Choice<String> words(List<Fields<? extends T>> variants) {
    return Choice.of(variants.stream().<String>map(Fields::variant).toList());
  }

  @Override
  public List<Fields<? extends T>> alternatives() {
    return variants;
  }

  @Override
  public String documentation() {
    var words = variants.stream().<String>map(Fields::variant).collect(Collectors.joining(", "));
    return "block with " + selector.name() + ": " + words;
  }

  @Override
  public Tree.Block retain(Tree.Block lower, Tree.Block higher) {
    var after = select(higher.writes(selector.name()) ? higher : lower);
    if (after.isEmpty()) {
      return lower;
    }
    var kept = lower;
    if (!after.equals(select(lower))) {
      var entries = new LinkedHashMap<>(lower.entries());
      entries.keySet().retainAll(after.get().names());
      kept = new Tree.Block(lower.origin(), entries);
    }
    return after.get().retain(kept, higher);
  }

  @Override
  public Optional<Read<T>> read(Tree tree, Site site) {
    if (!(tree instanceof Tree.Block block)) {
      site.report(
          tree.origin(),
          "expected a block such as {%s: %s}, found %s"
              .formatted(selector.name(), variants.get(0).variant(), tree.description()));
      return Optional.empty();
    }
    var selected = select(block);
    if (selected.isPresent()) {
      return selected.get().read(block, site).map(Variants::widen);
    }
    // Without a variant the other keys have no meaning yet, so only the selector is read.
    reportSelector(block, site.child(selector.name()));
    return Optional.empty();
  }

  private void reportSelector(Tree.Block block, Site site) {
    if (block.writes(selector.name())) {
      selector.type().read(block.entries().get(selector.name()), site);
    } else {
      site.report(block.origin(), "missing; expected one of " + selector.type().inWords());
    }
  }

  private Optional<Fields<? extends T>> select(Tree.Block block) {
    String word = null;
    if (block.writes(selector.name())) {
      word = block.entries().get(selector.name()) instanceof Tree.Scalar s ? s.text() : null;
    } else if (selector.absence() instanceof Absence.Default<String> fallback) {
      word = fallback.value();
    }
    for (var fields : variants) {
      if (fields.variant().equals(word)) {
        return Optional.of(fields);
      }
    }
    return Optional.empty();
  }

  private static <T, V extends T> Read<T> widen(Read<V> read) {
    return new Read<>(read.value(), read.resolved());
  }
}
