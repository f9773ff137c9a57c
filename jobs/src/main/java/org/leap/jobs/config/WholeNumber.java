package org.leap.jobs.config;

import java.math.BigInteger;
import java.util.regex.Pattern;

/** A whole number in an inclusive range. */
final class WholeNumber extends ScalarType<Long> {
  private static final Pattern WRITTEN = Pattern.compile("[-+]?[0-9]+");

  private final long least;
  private final long most;

  private WholeNumber(long least, long most) {
    this.least = least;
    this.most = most;
  }

  static WholeNumber any() {
    return new WholeNumber(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  static WholeNumber atLeast(long least) {
    return new WholeNumber(least, Long.MAX_VALUE);
  }

  static WholeNumber between(long least, long most) {
    return new WholeNumber(least, most);
  }

  @Override
  String noun() {
    return "a whole number";
  }

  @Override
  public String documentation() {
    if (least == Long.MIN_VALUE) {
      return "whole number (64 bit)";
    }
    return "whole number, " + range();
  }

  @Override
  Long parse(Tree.Scalar scalar, Site site) throws Refusal {
    if (!scalar.plain() || !WRITTEN.matcher(scalar.text()).matches()) {
      throw new Refusal(expected(scalar.description() + (scalar.plain() ? "" : " in quotes")));
    }
    if (scalar.text().length() > 40 || outside(new BigInteger(scalar.text()))) {
      throw new Refusal("must be " + range() + ", found " + scalar.shortened());
    }
    return Long.valueOf(scalar.text());
  }

  private boolean outside(BigInteger number) {
    return number.compareTo(BigInteger.valueOf(least)) < 0
        || number.compareTo(BigInteger.valueOf(most)) > 0;
  }

  private String range() {
    return most == Long.MAX_VALUE && least != Long.MIN_VALUE
        ? "at least " + least
        : "between " + least + " and " + most;
  }

  @Override
  public String write(Long value) {
    return value.toString();
  }
}
