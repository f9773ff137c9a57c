package org.leap.spark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.leap.spark.data.Augmentation.HorizontalFlip;
import org.leap.spark.data.Augmentation.RandomCrop;
import org.leap.spark.data.Augmentation.RandomResizedCrop;

class AugmentationTest {
  private static final ExampleShape SHAPE = new ExampleShape(2, 3, 4, 2);

  /** 1 to 24. */
  private static byte[] image() {
    byte[] image = new byte[SHAPE.bytes()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (i + 1);
    }
    return image;
  }

  @Test
  void flipMirrorsEveryLineOfEveryChannelOrNone() {
    Set<List<Byte>> seen = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      byte[] image = new HorizontalFlip().train(SHAPE, image(), new SplittableRandom(seed));
      seen.add(List.of(image[0], image[3], image[4], image[20], image[23]));
    }
    assertEquals(
        Set.of(
            List.of((byte) 1, (byte) 4, (byte) 5, (byte) 21, (byte) 24),
            List.of((byte) 4, (byte) 1, (byte) 8, (byte) 24, (byte) 21)),
        seen);
  }

  @Test
  void cropMovesTheImageByEveryDistanceAndFillsWithZeros() {
    Set<String> seen = new HashSet<>();
    for (int seed = 0; seed < 400; seed++) {
      byte[] moved = new RandomCrop(1).train(SHAPE, image(), new SplittableRandom(seed));
      seen.add(expectedMove(moved));
    }
    assertEquals(9, seen.size());
  }

  /** Finds the one move that explains an image. */
  private static String expectedMove(byte[] moved) {
    byte[] image = image();
    for (int down = -1; down <= 1; down++) {
      for (int right = -1; right <= 1; right++) {
        byte[] expected = new byte[image.length];
        for (int c = 0; c < 2; c++) {
          for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 4; x++) {
              int fromY = y + down;
              int fromX = x + right;
              boolean inside = fromY >= 0 && fromY < 3 && fromX >= 0 && fromX < 4;
              expected[(c * 3 + y) * 4 + x] = inside ? image[(c * 3 + fromY) * 4 + fromX] : 0;
            }
          }
        }
        if (Arrays.equals(expected, moved)) {
          return down + " " + right;
        }
      }
    }
    throw new AssertionError("no move gives " + Arrays.toString(moved));
  }

  @Test
  void paddingThatDoesNotFitIsRefused() {
    var failure =
        assertThrows(IllegalArgumentException.class, () -> new RandomCrop(3).output(SHAPE));
    assertTrue(
        failure.getMessage().contains("padding 3 does not fit images of 3 x 4"),
        failure.getMessage());
  }

  @Test
  void resizedCropOfAGradientStaysAGradient() {
    ExampleShape shape = new ExampleShape(1, 32, 32, 2);
    byte[] image = new byte[32 * 32];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) (8 * (i % 32));
    }
    var crop = new RandomResizedCrop(8);
    assertEquals(new ExampleShape(1, 8, 8, 2), crop.output(shape));
    Set<Byte> leftEdges = new HashSet<>();
    for (int seed = 0; seed < 50; seed++) {
      byte[] scaled = crop.train(shape, image, new SplittableRandom(seed));
      assertEquals(64, scaled.length);
      leftEdges.add(scaled[0]);
      for (int i = 1; i < 8; i++) {
        assertTrue((scaled[i] & 0xff) >= (scaled[i - 1] & 0xff), Arrays.toString(scaled));
        assertEquals(scaled[i], scaled[56 + i]);
      }
    }
    assertTrue(leftEdges.size() > 10, leftEdges::toString);
    // The central 28 columns, 2 to 29: the new pixels' centres lie 3.5 apart.
    byte[] centre = crop.evaluate(shape, image);
    assertEquals(8 * (2 + 1.25), centre[0] & 0xff, 0.51);
    assertEquals(8 * (2 + 1.25 + 7 * 3.5), centre[7] & 0xff, 0.51);
  }

  @Test
  void sameSizeScalesToTheSameImage() {
    ExampleShape square = new ExampleShape(3, 2, 2, 2);
    byte[] image = {1, 2, 3, 4, (byte) 200, (byte) 255, 0, 9, 7, 7, 7, 8};
    assertArrayEquals(image, Augmentation.RandomResizedCrop.scale(square, image, 0, 0, 2, 2, 2));
  }

  @Test
  void changesDependOnSeedEpochAndPlaceAlone() {
    var steps = new Augmentations(List.of(new RandomCrop(2), new HorizontalFlip()));
    ExampleShape shape = new ExampleShape(1, 16, 16, 2);
    byte[] chunk = new byte[2 * shape.bytes()];
    new SplittableRandom(1).nextBytes(chunk);
    System.arraycopy(chunk, 0, chunk, shape.bytes(), shape.bytes());
    long epoch = Augmentations.seed(42, 0);
    byte[] first = steps.train(shape, chunk, 0, epoch, 5);
    assertArrayEquals(first, steps.train(shape, chunk, 1, epoch, 5));
    int same = 0;
    for (int place = 6; place < 26; place++) {
      same += Arrays.equals(first, steps.train(shape, chunk, 0, epoch, place)) ? 1 : 0;
    }
    assertTrue(same < 5, same + " of 20 are equal");
    assertNotEquals(epoch, Augmentations.seed(42, 1));
    assertNotEquals(epoch, Augmentations.seed(43, 0));
  }

  @Test
  void floatsAreRefused() {
    var steps = new Augmentations(List.of(new HorizontalFlip()));
    var floats = new ExampleShape(1, 4, 4, 2, FeatureType.FLOAT32);
    var failure = assertThrows(IllegalArgumentException.class, () -> steps.output(floats));
    assertEquals("data.augment is for images of bytes; leave it out", failure.getMessage());
  }
}
