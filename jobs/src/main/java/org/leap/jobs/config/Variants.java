package org.leap.jobs.config;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A block whose keys depend on the word at one of them, the selector.
 *
 * @param <T> what all variants become
 * @param alternatives with the selector among their keys
 * @param implying a key that implies the variant of its name
 */
record Variants<T>(
    Setting selector, List<Fields<? extends T>> alternatives, Optional<String> implying)
    implements BlockType<T> {

  /** The variants of an interface. */
  static Variants<?> of(Key.Variants declared, String documentation, List<Fields<?>> variants) {
    var words = Choice.of(variants.stream().<String>map(Fields::variant).toList(), word -> word);
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
        alternatives.stream()
            .<Fields<? extends T>>map(fields -> fields.withOptional(names, meaning))
            .toList(),
        implying);
  }

  @Override
  public String documentation() {
    var words = alternatives.stream().<String>map(Fields::variant).collect(joining(", "));
    return "block with " + selector.name() + ": " + words;
  }

  @Override
  public Tree.Block retain(Tree.Block lower, Tree.Block higher) {
    var after = select(named(higher).writes(selector.name()) ? higher : lower);
    if (after.isEmpty()) {
      return lower;
    }
    var kept =
        after.equals(select(lower))
            ? lower
            : lower.changed(
                entries -> {
                  entries.keySet().retainAll(after.get().names());
                  entries.remove(selector.name());
                });
    return after.get().retain(kept, higher);
  }

  @Override
  public Optional<Read<T>> read(Tree tree, Site site) {
    if (!(tree instanceof Tree.Block block)) {
      site.report(
          tree.origin(),
          "expected a block such as {%s: %s}, found %s"
              .formatted(selector.name(), alternatives.get(0).variant(), tree.description()));
      return Optional.empty();
    }
    var selected = select(block);
    if (selected.isPresent()) {
      return selected
          .get()
          .read(named(block), site)
          .map(read -> new Read<>(read.value(), read.resolved()));
    }
    // Without a variant the other keys have no meaning yet, so only the selector is read.
    var child = site.child(selector.name());
    if (block.writes(selector.name())) {
      selector.type().read(block.entries().get(selector.name()), child);
    } else {
      child.report(block.origin(), "missing; expected one of " + selector.type().inWords());
    }
    return Optional.empty();
  }

  /** The block with the name of the variant that it implies. */
  private Tree.Block named(Tree.Block block) {
    if (block.writes(selector.name()) || implying.filter(block::writes).isEmpty()) {
      return block;
    }
    var word = implying.get();
    var name = new Tree.Scalar(block.entries().get(word).origin(), word, true);
    return block.changed(entries -> entries.put(selector.name(), name));
  }

  private Optional<Fields<? extends T>> select(Tree.Block written) {
    var block = named(written);
    var name = block.entries().get(selector.name()) instanceof Tree.Scalar s ? s.text() : "";
    var word = block.writes(selector.name()) ? name : selector.text();
    return alternatives.stream().filter(fields -> fields.variant().equals(word)).findFirst();
  }
}
