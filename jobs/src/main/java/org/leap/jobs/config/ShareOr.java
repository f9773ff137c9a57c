package org.leap.jobs.config;

import java.util.Optional;

/**
 * A part of a data set: a share of another one, or given by itself.
 *
 * @param <T> how it is given
 */
record ShareOr<T>(RealNumber share, ValueType<T> given) implements ValueType<ShareOr.Chosen<T>> {

  /**
   * @param share 0 if it is given
   */
  record Chosen<T>(double share, Optional<T> given) {}

  @Override
  public String documentation() {
    return share.documentation() + ", or " + given.documentation();
  }

  @Override
  public Optional<Read<Chosen<T>>> read(Tree tree, Site site) {
    if (tree instanceof Tree.Scalar scalar && (!isPath() || isNumber(scalar))) {
      return share
          .read(tree, site)
          .map(read -> new Read<>(new Chosen<>(read.value(), Optional.empty()), read.resolved()));
    }
    return given
        .read(tree, site)
        .map(read -> new Read<>(new Chosen<>(0, Optional.of(read.value())), read.resolved()));
  }

  private boolean isPath() {
    return given instanceof ScalarType<?>;
  }

  private static boolean isNumber(Tree.Scalar scalar) {
    return scalar.plain() && scalar.text().matches("[-+.]?[0-9][-+.0-9eE]*");
  }

  @Override
  public String write(Chosen<T> value) {
    return value.given().map(given::write).orElseGet(() -> share.write(value.share()));
  }
}
