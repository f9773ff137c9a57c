package org.leap.jobs.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PixelStatisticsTest {
  @Test
  void channelsAreMeasuredApart() {
    byte[] pixels = {0, 2, 100, 100, 4, 6, 100, 100};
    var statistics = PixelStatistics.of(new LabeledImages(1, 2, 2, pixels, new int[] {0, 1}, 2));
    assertEquals(2, statistics.channels());
    assertEquals(3, statistics.mean(0));
    assertEquals(Math.sqrt(5), statistics.standardDeviation(0));
    assertEquals(100, statistics.mean(1));
    assertEquals(0, statistics.standardDeviation(1));
  }

  @Test
  void pixelsAreUnsigned() {
    byte[] pixels = {(byte) 255, (byte) 253};
    var statistics = PixelStatistics.of(new LabeledImages(1, 1, 1, pixels, new int[] {0, 1}, 2));
    assertEquals(254, statistics.mean(0));
    assertEquals(1, statistics.standardDeviation(0));
  }

  @Test
  void noImagesAreRefused() {
    var empty = new LabeledImages(1, 1, 1, new byte[0], new int[0], 2);
    var failure = assertThrows(IllegalArgumentException.class, () -> PixelStatistics.of(empty));
    assertEquals("pixel statistics need at least one image", failure.getMessage());
  }
}
