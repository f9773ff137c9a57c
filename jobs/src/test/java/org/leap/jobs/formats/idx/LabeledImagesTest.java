package org.leap.jobs.formats.idx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class LabeledImagesTest {
  private static final byte[] PIXELS = {1, 2, 3, 4, 5, 6};
  private final LabeledImages images =
      new LabeledImages(1, 2, 1, PIXELS.clone(), new int[] {1, 0, 1}, 3);

  @Test
  void rowsAreCopied() {
    images.pixels(1)[0] = 9;
    images.labels()[1] = 9;
    assertArrayEquals(new byte[] {3, 4}, images.pixels(1));
    assertEquals(0, images.label(1));
    byte[] batch = new byte[5];
    images.copyPixels(2, batch, 3);
    assertArrayEquals(new byte[] {0, 0, 0, 5, 6}, batch);
  }

  @Test
  void examplesAreCountedPerClass() {
    assertArrayEquals(new int[] {1, 2, 0}, images.examplesPerClass());
  }

  @Test
  void missingRowIsRefused() {
    assertThrows(IndexOutOfBoundsException.class, () -> images.pixels(3));
    assertThrows(IndexOutOfBoundsException.class, () -> images.pixels(-1));
  }

  @Test
  void contradictionsAreRefused() {
    assertRefused("6 pixels are not 2 images of 1 x 1 x 2", 1, 2, new int[2], 1);
    assertRefused("label 3 of row 2 is not in 0 to 2", 1, 2, new int[] {0, 1, 3}, 3);
    assertRefused("height 0, width 2, channels 1 and classes 3 must", 0, 2, new int[3], 3);
    assertRefused("6 pixels are not 3 images", 1 << 30, 1 << 30, new int[3], 3);
  }

  private static void assertRefused(
      String message, int height, int width, int[] labels, int classes) {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> new LabeledImages(height, width, 1, PIXELS.clone(), labels, classes));
    assertEquals(message, failure.getMessage().substring(0, message.length()));
  }
}
