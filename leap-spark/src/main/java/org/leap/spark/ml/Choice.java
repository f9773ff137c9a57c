package org.leap.spark.ml;

import java.io.Serializable;
import java.util.List;
import scala.runtime.AbstractFunction1;

/** Validator of a param that accepts only some names. */
final class Choice extends AbstractFunction1<String, Object> implements Serializable {
  private static final long serialVersionUID = 1L;
  private final List<String> names;

  private Choice(List<String> names) {
    this.names = List.copyOf(names);
  }

  static Choice of(List<String> names) {
    return new Choice(names);
  }

  @Override
  public Object apply(String name) {
    return names.contains(name);
  }
}
