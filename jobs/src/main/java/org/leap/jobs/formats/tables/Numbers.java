package org.leap.jobs.formats.tables;

/** Numbers as tables write them. */
final class Numbers {
  private Numbers() {}

  /** The number, or NaN if the text is none; infinite if it is beyond single precision. */
  static float parse(String text) {
    if (text.isEmpty()) {
      return Float.NaN;
    }
    // Java also reads 1f, 1d and 0x1p3.
    char last = text.charAt(text.length() - 1);
    if (((last < '0' || last > '9') && last != '.') || text.indexOf('x') >= 0) {
      return Float.NaN;
    }
    try {
      return Float.parseFloat(text);
    } catch (NumberFormatException e) {
      return Float.NaN;
    }
  }
}
