package org.leap.jobs.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;

/** A finite number in a range whose ends may be open. */
record RealNumber(double low, boolean lowOpen, double high, boolean highOpen)
    implements ScalarType<Double> {
  private static final Pattern WRITTEN =
      Pattern.compile("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");
  private static final int LONGEST_PLAIN = 6;

  /** Whether a text is a finite number in decimals. */
  static boolean isWritten(String text) {
    return WRITTEN.matcher(text).matches() && Double.isFinite(Double.parseDouble(text));
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
  public String noun() {
    return "a number";
  }

  @Override
  public String documentation() {
    return "number, " + range();
  }

  @Override
  public Double parse(Tree.Scalar scalar, Site site) throws Refusal {
    requireNumber(scalar, WRITTEN);
    double number = Double.parseDouble(scalar.text());
    boolean tooLow = lowOpen ? number <= low : number < low;
    boolean tooHigh = highOpen ? number >= high : number > high;
    if (tooLow || tooHigh) {
      throw new Refusal("must be " + range() + ", found " + scalar.shortened());
    }
    return number + 0.0; // turns -0.0 into 0.0
  }

  private String range() {
    return (lowOpen ? "greater than " : "at least ")
        + text(low)
        + (high == Double.MAX_VALUE
            ? ""
            : (highOpen ? " and less than " : " and at most ") + text(high));
  }

  @Override
  public String write(Double value) {
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
