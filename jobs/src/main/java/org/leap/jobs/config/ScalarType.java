package org.leap.jobs.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** A type that is written as a single value. */
interface ScalarType<T> extends ValueType<T> {

  /** For "expected ..., found ...", such as {@code a whole number}. */
  String noun();

  /**
   * The value of a scalar that is not null.
   *
   * @throws Refusal with the message for the user
   */
  T parse(Tree.Scalar scalar, Site site) throws Refusal;

  @Override
  default Optional<Read<T>> read(Tree tree, Site site) {
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
  String write(T value);

  /** What the resolved configuration says. */
  default String resolved(T value, Tree.Scalar scalar) {
    return write(value);
  }

  default void requireNumber(Tree.Scalar scalar, Pattern written) throws Refusal {
    if (!scalar.plain() || !written.matcher(scalar.text()).matches()) {
      throw new Refusal(expected(scalar.description() + (scalar.plain() ? "" : " in quotes")));
    }
  }

  default String expected(String found) {
    return "expected " + noun() + ", found " + found;
  }
}
