package org.leap.core.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeedDerivationTest {
  @Test
  void neighbouringPlacesAndSeedsAllDiffer() {
    Set<Long> seeds = new HashSet<>();
    int made = 0;
    for (long seed : new long[] {0, 1, -1, 1L << 31, 1L << 32, 42, 42 + (1L << 32)}) {
      seeds.add(SeedDerivation.derive(seed));
      seeds.add(SeedDerivation.derive(seed, 0));
      seeds.add(SeedDerivation.derive(seed, 0, 0));
      made += 3;
      for (long a = 1; a < 30; a++) {
        seeds.add(SeedDerivation.derive(seed, a));
        seeds.add(SeedDerivation.derive(seed, 0, a));
        seeds.add(SeedDerivation.derive(seed, a, 0));
        seeds.add(SeedDerivation.derive(seed, a << 32));
        made += 4;
      }
    }
    assertEquals(made, seeds.size());
  }

  @Test
  void halfOfTheBitsChangeWithOneBitOfThePlace() {
    double flipped = 0;
    for (int bit = 0; bit < 64; bit++) {
      flipped +=
          Long.bitCount(SeedDerivation.derive(42, 3, 0) ^ SeedDerivation.derive(42, 3, 1L << bit));
    }
    assertEquals(32, flipped / 64, 2.5);
  }

  @Test
  void derivedSeedsStayWhatTheyAre() {
    assertEquals(SeedDerivation.derive(42, 1, 2, 3), SeedDerivation.derive(42, 1, 2, 3));
  }
}
