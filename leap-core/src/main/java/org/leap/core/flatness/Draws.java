package org.leap.core.flatness;

import static org.leap.core.noise.Distribution.GAUSSIAN;
import static org.leap.core.noise.Distribution.RADEMACHER;
import static org.leap.core.noise.Distribution.UNIFORM;

import java.util.Arrays;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;
import org.leap.core.noise.SeedDerivation;

/** Random vectors over the trained parameters, 0 elsewhere: pure functions of seed and number. */
final class Draws {
  /** What a vector is for; every purpose has streams of its own. */
  enum Purpose {
    LANCZOS_START(0, GAUSSIAN),
    TRACE_PROBE(1, RADEMACHER),
    SHARPNESS_START(2, UNIFORM),
    WEIGHT_NOISE(3, GAUSSIAN),
    SLICE_DIRECTION(4, GAUSSIAN),
    DENSITY_START(5, GAUSSIAN),
    ADAPTIVE_START(6, UNIFORM);

    private final int number;
    private final Distribution distribution;

    Purpose(int number, Distribution distribution) {
      this.number = number;
      this.distribution = distribution;
    }
  }

  private static final long DOMAIN = 0x666c6174;

  private final ParameterLayout layout;
  private final NoiseStream stream;

  Draws(LossLandscape landscape, long seed, Purpose purpose) {
    layout = landscape.layout();
    long derived = SeedDerivation.derive(seed, DOMAIN, purpose.number);
    stream = NoiseStream.of(derived, 0, purpose.distribution, Double.POSITIVE_INFINITY);
  }

  /** Vector number {@code number}, {@code [n]}. */
  double[] vector(int number) {
    float[] values = new float[layout.length()];
    stream.fill(number, 0, values);
    double[] vector = new double[values.length];
    Arrays.setAll(vector, i -> values[i]);
    layout.maskUntrained(vector);
    return vector;
  }
}
