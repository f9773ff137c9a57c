package org.leap.core.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FusedMultiplyAddTest {
  @Test
  void emulationRoundsAsTheInstructionDoes() {
    long seed = 11;
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 300_000; i++) {
      float a = number(random);
      float b = number(random);
      float c = i % 2 == 0 ? number(random) : Math.scalb(-a * b, random.nextInt(-25, 3));
      assertEquals(Math.fma(a, b, c), FusedMultiplyAdd.emulated(a, b, c), "seed " + seed);
    }
  }

  /** Sums that a double rounds to a tie between two floats, where a second rounding goes wrong. */
  @Test
  void emulationDoesNotRoundTwice() {
    float a = 1 + 0x1p-12f;
    float b = 1 + 0x1p-12f;
    float c = 0x1p-50f;
    for (float sign : new float[] {1, -1}) {
      assertEquals(Math.fma(a, b, sign * c), FusedMultiplyAdd.emulated(a, b, sign * c));
      assertEquals(Math.fma(-a, b, sign * c), FusedMultiplyAdd.emulated(-a, b, sign * c));
    }
  }

  private static float number(SplittableRandom random) {
    return Math.scalb((float) random.nextDouble(-1, 1), random.nextInt(-30, 30));
  }
}
