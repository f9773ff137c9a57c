package org.leap.jobs.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A block with a fixed set of keys.
 *
 * @param <T> the record built from it
 * @param variant the name this set of keys goes by in {@link Variants}, else empty
 * @param keys in the order they are read and documented
 * @param exclusive keys of which only one may be written; the first may have a default, which holds
 *     only when none is written
 * @param checks rules between keys
 * @param builder makes the record from values without problems
 */
record Fields<T>(
    String variant,
    List<Key<?>> keys,
    List<Key<?>> exclusive,
    List<Check> checks,
    Function<Values, T> builder)
    implements BlockType<T> {

  static <T> Fields<T> of(Function<Values, T> builder, Key<?>... keys) {
    return variant("", builder, keys);
  }

  static <T> Fields<T> variant(String name, Function<Values, T> builder, Key<?>... keys) {
    return new Fields<>(name, List.of(keys), List.of(), List.of(), builder);
  }

  Fields<T> onlyOneOf(Key<?>... others) {
    return new Fields<>(variant, keys, List.of(others), checks, builder);
  }

  Fields<T> check(Check check) {
    var more = Stream.concat(checks.stream(), Stream.of(check)).toList();
    return new Fields<>(variant, keys, exclusive, more, builder);
  }

  /** The same block with one more key before the others. */
  Fields<T> startingWith(Key<?> key) {
    var more = Stream.<Key<?>>concat(Stream.of(key), keys.stream()).toList();
    return new Fields<>(variant, more, exclusive, checks, builder);
  }

  /** The same block, some of whose required keys may be left out. */
  Fields<T> withOptional(Set<String> names, String meaning) {
    var relaxed =
        keys.stream()
            .<Key<?>>map(key -> names.contains(key.name()) ? key.optional(meaning) : key)
            .toList();
    return new Fields<>(variant, relaxed, exclusive, checks, builder);
  }

  List<String> names() {
    return keys.stream().<String>map(Key::name).toList();
  }

  @Override
  public List<Fields<? extends T>> alternatives() {
    return List.of(this);
  }

  @Override
  public String documentation() {
    return "block";
  }

  @Override
  public Tree.Block retain(Tree.Block lower, Tree.Block higher) {
    if (exclusive.stream().noneMatch(key -> higher.writes(key.name()))) {
      return lower;
    }
    var kept = new LinkedHashMap<>(lower.entries());
    exclusive.forEach(key -> kept.remove(key.name()));
    return new Tree.Block(lower.origin(), kept);
  }

  @Override
  public Optional<Read<T>> read(Tree tree, Site site) {
    if (!(tree instanceof Tree.Block block)) {
      site.report(
          tree.origin(),
          "expected a block with " + String.join(", ", names()) + ", found " + tree.description());
      return Optional.empty();
    }
    var misspelt = reportUnknown(block, site);
    reportConflicts(block, site);
    var values = Values.within(site.outer());
    misspelt.forEach(values::attempted);
    var section = new LinkedHashMap<String, Resolved>();
    for (var key : keys) {
      if (block.writes(key.name()) || !misspelt.contains(key.name())) {
        readKey(key, block, values, site).ifPresent(entry -> section.put(key.name(), entry));
      }
    }
    for (var check : checks) {
      check.find(values).ifPresent(violation -> report(violation, block, site));
    }
    if (!site.context().problems().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new Read<>(builder.apply(values), new Resolved.Section(section)));
  }

  /** The keys that were probably meant by unknown ones, so that they are not called missing too. */
  private Set<String> reportUnknown(Tree.Block block, Site site) {
    var meant = new HashSet<String>();
    for (var entry : block.entries().entrySet()) {
      if (!names().contains(entry.getKey())) {
        var message = UnknownKey.message(entry.getKey(), this, site.path());
        site.child(entry.getKey()).report(entry.getValue().origin(), message);
        Nearest.to(entry.getKey(), names()).ifPresent(meant::add);
      }
    }
    return meant;
  }

  private void reportConflicts(Tree.Block block, Site site) {
    var written = new ArrayList<>(exclusive.stream().<String>map(Key::name).toList());
    written.removeIf(name -> !block.writes(name));
    if (written.size() > 1) {
      var second = written.get(1);
      site.child(second)
          .report(
              block.entries().get(second).origin(),
              "only one of " + String.join(", ", written) + " may be set; remove the others");
    }
  }

  private <V> Optional<Resolved> readKey(Key<V> key, Tree.Block block, Values values, Site site) {
    var child = site.child(key.name(), values);
    if (block.writes(key.name())) {
      values.attempted(key.name());
      var read = key.type().read(block.entries().get(key.name()), child);
      read.ifPresent(accepted -> values.put(key, accepted.value(), true));
      return read.map(Read::resolved);
    }
    if (exclusive.contains(key) && exclusive.stream().anyMatch(k -> block.writes(k.name()))) {
      return Optional.empty();
    }
    return readAbsent(key, block, values, child);
  }

  private static <V> Optional<Resolved> readAbsent(
      Key<V> key, Tree.Block block, Values values, Site child) {
    var origin = originOf(key, block);
    if (key.absence() instanceof Absence.Default<V> fallback) {
      values.put(key, fallback.value(), false);
      var text = key.type().write(fallback.value());
      return Optional.of(new Resolved.Leaf(text, Origin.defaulted(origin)));
    }
    if (key.absence() instanceof Absence.Meaning<V> meaning) {
      return Optional.of(new Resolved.Absent(meaning.inWords()));
    }
    if (key.absence() instanceof Absence.EmptyBlock<V>) {
      var read = key.type().read(new Tree.Block(origin, new LinkedHashMap<>()), child);
      read.ifPresent(accepted -> values.put(key, accepted.value(), false));
      return read.map(Read::resolved);
    }
    child.report(origin, "missing; expected " + key.type().inWords());
    return Optional.empty();
  }

  private static void report(Check.Violation violation, Tree.Block block, Site site) {
    var key = violation.key();
    site.child(key.name()).report(originOf(key, block), violation.message());
  }

  private static Origin originOf(Key<?> key, Tree.Block block) {
    var written = block.entries().get(key.name());
    return written == null ? block.origin() : written.origin();
  }
}
