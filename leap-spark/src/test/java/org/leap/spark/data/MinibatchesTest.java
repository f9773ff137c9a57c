package org.leap.spark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.leap.spark.data.Augmentation.HorizontalFlip;
import org.leap.spark.data.Augmentation.RandomCrop;

class MinibatchesTest {
  @Test
  void floatsAreLittleEndianAndEachChannelIsNormalizedByItself() {
    var shape = new ExampleShape(3, 1, 1, 2, FeatureType.FLOAT32);
    var bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : new float[] {1, -2.5f, 7, 3, 1e6f, 7}) {
      bytes.putFloat(value);
    }
    var normalization = new Normalization(List.of(1.0, 0.0, 7.0), List.of(2.0, 1.0, 0.0));
    var minibatches = new Minibatches(shape, Augmentations.NONE, normalization, true, 2, false);
    minibatches.forEach(
        new Chunk(bytes.array(), new int[] {1, 0}),
        batch -> {
          assertArrayEquals(new float[] {0, -2.5f, 0}, batch.features().toFloatMatrix()[0]);
          assertArrayEquals(new float[] {1, 1e6f, 0}, batch.features().toFloatMatrix()[1]);
          assertArrayEquals(new float[] {0, 1}, batch.labels().toFloatMatrix()[0]);
        });
  }

  @Test
  void bytesAreUnsignedAndEachChannelIsNormalizedByItself() {
    var shape = new ExampleShape(2, 1, 2, 2);
    var normalization = new Normalization(List.of(0.0, 200.0), List.of(1.0, 2.0));
    var minibatches = new Minibatches(shape, Augmentations.NONE, normalization, false, 1, false);
    minibatches.forEach(
        new Chunk(new byte[] {0, (byte) 255, (byte) 200, (byte) 210}, new int[] {0}),
        batch ->
            assertArrayEquals(
                new float[] {0, 255, 0, 5}, batch.features().data().asFloat(), 1e-6f));
  }

  @Test
  void minibatchesMadeAheadAreTheSame() {
    var shape = new ExampleShape(1, 8, 8, 3);
    byte[] features = new byte[50 * 64];
    new Random(3).nextBytes(features);
    int[] labels = new Random(4).ints(50, 0, 3).toArray();
    var chunk = new Chunk(features, labels);
    var slice = new Slice(0, 99, 1, 5, 37, 1000, 7);
    var steps = new Augmentations(List.of(new RandomCrop(2), new HorizontalFlip()));
    List<List<float[]>> runs = new ArrayList<>();
    for (boolean ahead : new boolean[] {false, true}) {
      List<float[]> batches = new ArrayList<>();
      new Minibatches(shape, steps, Normalization.unit(1), true, 8, ahead)
          .forEach(chunk, slice, batch -> batches.add(batch.features().data().asFloat()));
      runs.add(batches);
    }
    assertEquals(5, runs.get(0).size());
    assertEquals(5 * 64, runs.get(0).get(4).length);
    for (int i = 0; i < 5; i++) {
      assertArrayEquals(runs.get(0).get(i), runs.get(1).get(i));
    }
  }
}
