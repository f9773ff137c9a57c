package org.leap.spark.ml;

/** The features of a row, or what keeps them from being used. */
final class Features {
  private final float[] values;
  private final String problem;

  private Features(float[] values, String problem) {
    this.values = values;
    this.problem = problem;
  }

  static Features bad(String problem) {
    return new Features(null, problem);
  }

  static Features of(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return bad("%s at place %s".formatted(values[i], i));
      }
    }
    return new Features(values, null);
  }

  /** Null if there is a problem. */
  float[] values() {
    return values;
  }

  /** What the column holds instead, or null. */
  String problem() {
    return problem;
  }
}
