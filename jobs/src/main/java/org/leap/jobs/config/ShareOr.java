package org.leap.jobs.config;

import java.util.Optional;

/**
 * A part of a data set: a share of another one, or given by itself.
 *
 * @param <T> how it is given
 * @param share 0 if it is given
 */
public record ShareOr<T>(double share, Optional<T> given) {

  /** A part that is given. */
  static <T> ShareOr<T> of(T part) {
    return new ShareOr<>(0, Optional.of(part));
  }

  /** How it is written: as a number, or as what is given is. */
  record Written<T>(RealNumber share, ValueType<T> given) implements ValueType<ShareOr<T>> {

    @Override
    public String documentation() {
      return share.documentation() + ", or " + given.documentation();
    }

    @Override
    public Optional<Read<ShareOr<T>>> read(Tree tree, Site site) {
      if (tree instanceof Tree.Scalar scalar && (!isPath() || isNumber(scalar))) {
        return share
            .read(tree, site)
            .map(
                read -> new Read<>(new ShareOr<>(read.value(), Optional.empty()), read.resolved()));
      }
      return given
          .read(tree, site)
          .map(read -> new Read<>(ShareOr.of(read.value()), read.resolved()));
    }

    private boolean isPath() {
      return given instanceof ScalarType<?>;
    }

    private static boolean isNumber(Tree.Scalar scalar) {
      return scalar.plain() && scalar.text().matches("[-+.]?[0-9][-+.0-9eE]*");
    }
  }
}
