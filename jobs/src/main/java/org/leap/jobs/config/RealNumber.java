package org.leap.jobs.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Pattern;

/** A finite number in a range whose ends may be open. */
final class RealNumber extends ScalarType<Double> {
  private static final Pattern WRITTEN =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");

  private static final int LONGEST_PLAIN = 6;

  private final double low;
  private final boolean lowOpen;
  private final double high;
  private final boolean highOpen;

  private RealNumber(double low, boolean lowOpen, double high, boolean highOpen) {
    this.low = low;
    this.lowOpen = lowOpen;
    this.high = high;
    this.highOpen = highOpen;
  }

  /** In the interval that a key declares. */
  static RealNumber of(Key key) {
    var in = key.in();
    int comma = in.indexOf(',');
    var high = in.substring(comma + 1, in.length() - 1).strip();
    return new RealNumber(
        Double.parseDouble(in.substring(1, comma)),
        in.startsWith("("),
        high.isEmpty() ? Double.MAX_VALUE : Double.parseDouble(high),
        !high.isEmpty() && in.endsWith(")"));
  }

  @Override
  String noun() {
    return "a number";
  }

  @Override
  public String documentation() {
    return "number, " + range();
  }

  @Override
  Double parse(Tree.Scalar scalar, Site site) throws Refusal {
    if (!scalar.plain() || !WRITTEN.matcher(scalar.text()).matches()) {
      throw new Refusal(expected(scalar.description() + (scalar.plain() ? "" : " in quotes")));
    }
    double number = Double.parseDouble(scalar.text());
    boolean tooLow = lowOpen ? number <= low : number < low;
    boolean tooHigh = highOpen ? number >= high : number > high;
    if (tooLow || tooHigh) {
      throw new Refusal("must be " + range() + ", found " + scalar.shortened());
    }
    return number + 0.0; // turns -0.0 into 0.0
  }

  private String range() {
    var parts = new ArrayList<String>();
    parts.add((lowOpen ? "greater than " : "at least ") + text(low));
    if (high < Double.MAX_VALUE) {
      parts.add((highOpen ? "less than " : "at most ") + text(high));
    }
    return String.join(" and ", parts);
  }

  @Override
  String write(Double value) {
    return text(value);
  }

  /** A number as it is written. */
  static String text(double value) {
    var shortest = BigDecimal.valueOf(value).stripTrailingZeros();
    return Math.abs(shortest.scale()) <= LONGEST_PLAIN
        ? shortest.toPlainString()
        : shortest.toString().toLowerCase(Locale.ROOT);
  }
}
