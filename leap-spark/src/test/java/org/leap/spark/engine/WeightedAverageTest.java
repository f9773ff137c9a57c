package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightedAverageTest {
  @Test
  void oneVectorComesBackToTheBit() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    float[] x = new float[5001];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    assertArrayEquals(
        x, WeightedAverage.of(List.of(x), List.of(1 + random.nextInt(100_000))), "seed " + seed);
  }

  @Test
  void weightsAreShares() {
    float[] mean =
        WeightedAverage.of(List.of(new float[] {1, 4}, new float[] {5, 8}), List.of(3, 1));
    assertArrayEquals(new float[] {2, 5}, mean);
  }

  /** The value of a place must not depend on where blocks or the shares of threads begin. */
  @Test
  void everyPlaceIsSummedInTheOrderOfTheList() {
    Random random = new Random(5);
    int n = 300_000;
    List<float[]> vectors = List.of(new float[n], new float[n], new float[n]);
    for (float[] vector : vectors) {
      for (int i = 0; i < n; i++) {
        vector[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(7)));
      }
    }
    List<Integer> weights = List.of(640, 640, 37);
    float[] mean = WeightedAverage.of(vectors, weights);
    for (int i = 0; i < n; i++) {
      double sum = 0;
      for (int w = 0; w < 3; w++) {
        sum += (double) weights.get(w) * vectors.get(w)[i];
      }
      assertEquals((float) (sum / 1317), mean[i], "place " + i);
    }
  }
}
