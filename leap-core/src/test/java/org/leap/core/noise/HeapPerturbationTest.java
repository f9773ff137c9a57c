package org.leap.core.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class HeapPerturbationTest {
  @ParameterizedTest
  @CsvSource({"GAUSSIAN,Infinity", "GAUSSIAN,1.5", "UNIFORM,Infinity", "RADEMACHER,Infinity"})
  void bitsAreThoseOfAnUpdate(Distribution distribution, double truncation) {
    NoiseStream stream = NoiseStream.of(11, 2, distribution, truncation);
    for (long first : new long[] {0, 1, 127, 128, 5000, 1L << 33}) {
      for (int count : new int[] {1, 100, 128, 1024, 3001}) {
        float[] values = new float[count + 3];
        Arrays.fill(values, 0.7f);
        INDArray update = Nd4j.createFromArray(Arrays.copyOf(values, count));
        stream.perturb(update, 9, first, 0.4f, 1);
        float[] expected = Arrays.copyOf(update.toFloatVector(), count + 3);
        Arrays.fill(expected, count, count + 3, 0.7f);
        new HeapPerturbation().perturb(stream, values, count, 9, first, 0.4f);
        assertArrayEquals(expected, values, first + " " + count);
      }
    }
  }
}
