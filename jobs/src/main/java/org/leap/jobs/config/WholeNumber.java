package org.leap.jobs.config;

import java.math.BigInteger;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * A whole number in an inclusive range, or one of two.
 *
 * @param <T> the type that holds it
 */
@SuppressWarnings("ArrayRecordComponent")
record WholeNumber<T extends Number>(long least, long most, long[] either, LongFunction<T> holder)
    implements ScalarType<T> {
  private static final Pattern WRITTEN = Pattern.compile("[-+]?[0-9]+");

  /** In the closed interval that a key declares, or any. */
  static <T extends Number> WholeNumber<T> of(Key key, LongFunction<T> holder) {
    var in = key.in();
    if (in.isEmpty()) {
      return new WholeNumber<>(Long.MIN_VALUE, Long.MAX_VALUE, key.either(), holder);
    }
    int comma = in.indexOf(',');
    long least = Long.parseLong(in.substring(1, comma));
    long most = Long.parseLong(in.substring(comma + 1, in.length() - 1).strip());
    return new WholeNumber<>(least, most, key.either(), holder);
  }

  @Override
  public String noun() {
    return either.length == 0 ? "a whole number" : either[0] + " or " + either[1];
  }

  @Override
  public String documentation() {
    if (either.length > 0) {
      return "`%s` or `%s`".formatted(either[0], either[1]);
    }
    if (least == Long.MIN_VALUE) {
      return "whole number (64 bit)";
    }
    return "whole number, " + range();
  }

  @Override
  public T parse(Tree.Scalar scalar, Site site) throws Refusal {
    if (either.length > 0) {
      long[] found =
          LongStream.of(either).filter(n -> scalar.text().equals(Long.toString(n))).toArray();
      if (found.length == 0) {
        throw new Refusal(expected(scalar.description()));
      }
      return holder.apply(found[0]);
    }
    requireNumber(scalar, WRITTEN);
    if (scalar.text().length() > 40 || outside(new BigInteger(scalar.text()))) {
      throw new Refusal("must be " + range() + ", found " + scalar.shortened());
    }
    return holder.apply(Long.parseLong(scalar.text()));
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
  public String write(T value) {
    return value.toString();
  }
}
