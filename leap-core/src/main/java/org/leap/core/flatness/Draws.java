package org.leap.core.flatness;

import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;
import org.leap.core.noise.SeedDerivation;

/** Random vectors over the trained parameters, 0 elsewhere: pure functions of seed and number. */
final class Draws {
  /** What a vector is for; every purpose has streams of its own. */
  enum Purpose {
    LANCZOS_START(0),
    TRACE_PROBE(1),
    SHARPNESS_START(2),
    WEIGHT_NOISE(3),
    SLICE_DIRECTION(4);

    private final int number;

    Purpose(int number) {
      this.number = number;
    }
  }

  private static final long DOMAIN = 0x666c6174;

  private final ParameterLayout layout;
  private final NoiseStream stream;

  Draws(ParameterLayout layout, long seed, Purpose purpose, Distribution distribution) {
    this.layout = layout;
    this.stream =
        NoiseStream.of(
            SeedDerivation.derive(seed, DOMAIN, purpose.number),
            0,
            distribution,
            Double.POSITIVE_INFINITY);
  }

  /** Vector number {@code number}, {@code [n]}. */
  double[] vector(int number) {
    float[] values = new float[layout.length()];
    stream.fill(number, 0, values);
    double[] vector = new double[values.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = values[i];
    }
    layout.maskUntrained(vector);
    return vector;
  }
}
