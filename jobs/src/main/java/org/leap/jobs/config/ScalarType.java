package org.leap.jobs.config;

import java.util.Optional;

/** A type that is written as a single value. */
abstract class ScalarType<T> implements ValueType<T> {

  /** For "expected ..., found ...", such as {@code a whole number}. */
  abstract String noun();

  /**
   * The value of a scalar that is not null.
   *
   * @throws Refusal with the message for the user
   */
  abstract T parse(Tree.Scalar scalar, Site site) throws Refusal;

  @Override
  public final Optional<Read<T>> read(Tree tree, Site site) {
    if (!(tree instanceof Tree.Scalar scalar)) {
      site.report(tree.origin(), expected(tree.description()));
      return Optional.empty();
    }
    try {
      var value = parse(scalar, site);
      return Optional.of(
          new Read<>(value, new Resolved.Leaf(resolved(value, scalar), tree.origin())));
    } catch (Refusal refusal) {
      site.report(tree.origin(), refusal.getMessage());
      return Optional.empty();
    }
  }

  /** A value as it is written in a configuration. */
  abstract String write(T value);

  /** What the resolved configuration says. */
  String resolved(T value, Tree.Scalar scalar) {
    return write(value);
  }

  final String expected(String found) {
    return "expected " + noun() + ", found " + found;
  }
}
