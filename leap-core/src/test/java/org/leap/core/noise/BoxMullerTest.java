package org.leap.core.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoxMullerTest {
  private static final double UNIT = Math.sqrt(2 * Math.log(2) / (1 << 23));

  @Test
  void everyRadiusIsWithin3e6OfTheExactOne() {
    double worst = 0;
    for (int h = 0; h < 1 << 18; h++) {
      double exact = Math.sqrt(-2 * Math.log((h + 0.5) / (1 << 18)));
      worst = Math.max(worst, Math.abs(UNIT * BoxMuller.radius(h << 13) - exact));
    }
    assertTrue(worst < 3e-6, "worst error of a radius: " + worst);
  }

  @Test
  void everyAngleGivesSineAndCosineWithin5e6() {
    int radiusWord = 1 << 20;
    double radius = UNIT * BoxMuller.radius(radiusWord);
    double worst = 0;
    for (int n = 0; n < 1 << 12; n++) {
      int word = radiusWord | n << 1;
      double angle = (n + 0.5) / (1 << 12) * Math.PI / 2;
      worst =
          Math.max(
              worst, Math.abs(radius / UNIT * BoxMuller.cosine(word) - radius * Math.cos(angle)));
      worst =
          Math.max(
              worst, Math.abs(radius / UNIT * BoxMuller.sine(word) - radius * Math.sin(angle)));
    }
    assertTrue(worst < 5e-6, "worst error at radius " + radius + ": " + worst);
  }

  @Test
  void topBitNegatesTheCosineAndLastBitTheSine() {
    var random = new SplittableRandom(7);
    for (int i = 0; i < 1000; i++) {
      int word = random.nextInt();
      assertEquals(-BoxMuller.cosine(word), BoxMuller.cosine(word ^ 0x80000000));
      assertEquals(BoxMuller.cosine(word), BoxMuller.cosine(word ^ 1));
      assertEquals(-BoxMuller.sine(word), BoxMuller.sine(word ^ 1));
      assertEquals(BoxMuller.sine(word), BoxMuller.sine(word ^ 0x80000000));
    }
  }

  @Test
  void largestRadiusIsBelowTheStatedBound() {
    assertEquals(5.1322, UNIT * BoxMuller.radius(0), 1e-4);
  }
}
