package org.leap.jobs.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A block whose keys depend on the word at one of them, the selector.
 *
 * @param <T> what all variants become
 */
final class Variants<T> implements BlockType<T> {
  private final Setting selector;
  private final List<Fields<? extends T>> variants;
  private final Optional<String> implying;

  /**
   * @param variants with the selector among their keys
   */
  private Variants(
      Setting selector, List<Fields<? extends T>> variants, Optional<String> implying) {
    this.selector = selector;
    this.variants = variants;
    this.implying = implying;
  }

  /** The variants of an interface. */
  static Variants<?> of(Key.Variants declared, String documentation, List<Fields<?>> variants) {
    var words = Choice.of(variants.stream().<String>map(Fields::variant).toList());
    var selector =
        new Setting(
            declared.by(),
            words,
            declared.firstByDefault() ? Setting.Absence.DEFAULT : Setting.Absence.REFUSED,
            declared.firstByDefault() ? variants.get(0).variant() : "",
            documentation);
    return new Variants<Object>(
        selector,
        variants.stream().<Fields<?>>map(fields -> fields.startingWith(selector)).toList(),
        Optional.of(declared.impliedBy()).filter(key -> !key.isEmpty()));
  }

  /** The same block, some of whose required keys may be left out. */
  Variants<T> withOptional(Set<String> names, String meaning) {
    return new Variants<>(
        selector,
        variants.stream()
            .<Fields<? extends T>>map(fields -> fields.withOptional(names, meaning))
            .toList(),
        implying);
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
    var after = select(choosesVariant(higher) ? higher : lower);
    if (after.isEmpty()) {
      return lower;
    }
    var kept = lower;
    if (!after.equals(select(lower))) {
      var entries = new LinkedHashMap<>(lower.entries());
      entries.keySet().retainAll(after.get().names());
      entries.remove(selector.name());
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
      return selected.get().read(named(block), site).map(Variants::widen);
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

  private boolean choosesVariant(Tree.Block block) {
    return block.writes(selector.name()) || impliesVariant(block);
  }

  private boolean impliesVariant(Tree.Block block) {
    return !block.writes(selector.name()) && implying.filter(block::writes).isPresent();
  }

  /** The block with the name of the variant that it implies. */
  private Tree.Block named(Tree.Block block) {
    if (!impliesVariant(block)) {
      return block;
    }
    var entries = new LinkedHashMap<>(block.entries());
    var origin = entries.get(implying.get()).origin();
    entries.put(selector.name(), new Tree.Scalar(origin, implying.get(), true));
    return new Tree.Block(block.origin(), entries);
  }

  private Optional<Fields<? extends T>> select(Tree.Block block) {
    String word = null;
    if (impliesVariant(block)) {
      word = implying.get();
    } else if (block.writes(selector.name())) {
      word = block.entries().get(selector.name()) instanceof Tree.Scalar s ? s.text() : null;
    } else if (selector.absence() == Setting.Absence.DEFAULT) {
      word = selector.text();
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
