package org.leap.core.flatness;

/** Checks of options. */
final class Range {
  private Range() {}

  static void atLeast(int least, String what, int value) {
    if (value < least) {
      throw new IllegalArgumentException(what + " is " + value + ", expected at least " + least);
    }
  }

  static void positive(String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(what + " is " + value + ", expected a positive number");
    }
  }
}
