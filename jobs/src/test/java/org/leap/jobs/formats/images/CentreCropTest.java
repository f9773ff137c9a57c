package org.leap.jobs.formats.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CentreCropTest {
  private static Planes columns(int height, int... values) {
    byte[] bytes = new byte[height * values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i % values.length];
    }
    return new Planes(1, height, values.length, bytes);
  }

  @Test
  void cutsOutTheCentre() {
    Planes cropped = columns(2, 9, 50, 60, 9).centreCrop(2);
    assertArrayEquals(new byte[] {50, 60, 50, 60}, cropped.values());
  }

  @Test
  void scalingDownAveragesAllPixels() {
    Planes stripes = columns(8, 0, 255, 0, 255, 0, 255, 0, 255);
    for (byte value : stripes.centreCrop(2).values()) {
      assertEquals(127.5, value & 0xff, 20);
    }
    assertEquals(200, columns(7, 200, 200, 200, 200, 200, 200, 200).centreCrop(3).value(0, 1, 1));
  }

  @Test
  void scalingUpInterpolates() {
    Planes up = columns(2, 0, 100).centreCrop(4);
    assertArrayEquals(new byte[] {0, 25, 75, 100}, java.util.Arrays.copyOf(up.values(), 4));
  }
}
