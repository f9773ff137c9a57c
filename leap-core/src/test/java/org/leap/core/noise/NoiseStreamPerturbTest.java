package org.leap.core.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.leap.core.noise.Distribution.RADEMACHER;
import static org.leap.core.noise.Distribution.UNIFORM;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class NoiseStreamPerturbTest {
  private static final NoiseStream STREAM =
      NoiseStream.of(42, 3, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
  private static final GaussianReference REFERENCE = new GaussianReference(42, 3);
  private static final float SIGMA = 0.3f;

  @Test
  void offsetViewIsPerturbedAndItsNeighboursAreNot() {
    INDArray base = Nd4j.linspace(1, 1000, 1000, DataType.FLOAT).reshape(1, 1000);
    float[] expected = base.toFloatVector();
    scale(expected, 37, 900, 55);
    STREAM.perturb(base.get(NDArrayIndex.all(), NDArrayIndex.interval(37, 937)), 7, 55, SIGMA, 1);
    assertArrayEquals(expected, base.toFloatVector());
  }

  @Test
  void stridedColumnIsPerturbedInItsOrder() {
    INDArray base = Nd4j.linspace(1, 3000, 3000, DataType.FLOAT).reshape(1000, 3);
    INDArray column = base.getColumn(1);
    float[] expected = column.toFloatVector();
    scale(expected, 0, 1000, 11);
    STREAM.perturb(column, 7, 11, SIGMA, 1);
    assertArrayEquals(expected, base.getColumn(1).toFloatVector());
    assertEquals(1, base.getFloat(0, 0));
    assertEquals(3, base.getFloat(0, 2));
  }

  @Test
  void fortranOrderedMatrixCountsElementsInLogicalOrder() {
    INDArray matrix = Nd4j.linspace(1, 600, 600, DataType.FLOAT).reshape(20, 30).dup('f');
    float[] expected = matrix.dup('c').data().asFloat();
    scale(expected, 0, 600, 0);
    STREAM.perturb(matrix, 7, 0, SIGMA, 1);
    assertArrayEquals(expected, matrix.dup('c').data().asFloat());
  }

  @Test
  void doubleUpdatesAreScaledInDouble() {
    INDArray update = Nd4j.linspace(1, 500, 500, DataType.DOUBLE);
    double[] expected = update.toDoubleVector();
    for (int i = 0; i < expected.length; i++) {
      expected[i] *= REFERENCE.factor(7, 9 + i, SIGMA);
    }
    STREAM.perturb(update, 7, 9, SIGMA, 1);
    assertArrayEquals(expected, update.toDoubleVector());
  }

  @Test
  void halfPrecisionUpdatesAreRoundedOnce() {
    for (DataType type : new DataType[] {DataType.FLOAT16, DataType.BFLOAT16}) {
      INDArray update = Nd4j.linspace(1, 500, 500, DataType.FLOAT).castTo(type);
      INDArray expected = update.castTo(DataType.FLOAT);
      for (int i = 0; i < 500; i++) {
        float factor = REFERENCE.factor(7, 9 + i, SIGMA);
        expected.putScalar(i, expected.getFloat(i) * factor);
      }
      STREAM.perturb(update, 7, 9, SIGMA, 1);
      assertEquals(expected.castTo(type), update);
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    float[] expected = perturbed(1, 300_000);
    for (int threads : new int[] {2, 3, 7, 1000}) {
      assertArrayEquals(expected, perturbed(threads, 300_000), threads + " threads");
    }
    for (int i = 0; i < expected.length; i += 997) {
      assertEquals(REFERENCE.factor(7, 61 + i, SIGMA), expected[i]);
    }
  }

  @Test
  void anySplitIntoBlocksGivesTheSameBits() {
    float[] expected = perturbed(1, 20_000);
    long seed = 17;
    var random = new SplittableRandom(seed);
    INDArray whole = Nd4j.ones(DataType.FLOAT, 1, 20_000);
    for (int from = 0; from < 20_000; ) {
      int to = Math.min(20_000, from + random.nextInt(1, 3000));
      INDArray block = whole.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
      STREAM.perturb(block, 7, 61 + from, SIGMA, 1);
      from = to;
    }
    assertArrayEquals(expected, whole.data().asFloat(), "seed " + seed);
  }

  @Test
  void blockNumbersBeyond32BitsCarryOver() {
    long firstIndex = (1L << 35) - 500;
    INDArray update = Nd4j.ones(DataType.FLOAT, 1, 1000);
    STREAM.perturb(update, 7, firstIndex, SIGMA, 1);
    for (int i = 0; i < 1000; i++) {
      assertEquals(REFERENCE.factor(7, firstIndex + i, SIGMA), update.getFloat(i));
    }
  }

  @Test
  void otherDistributionsScaleByTheirOwnValues() {
    for (Distribution distribution : new Distribution[] {UNIFORM, RADEMACHER}) {
      var stream = NoiseStream.of(42, 3, distribution, Double.POSITIVE_INFINITY);
      INDArray update = Nd4j.ones(DataType.FLOAT, 1, 5000);
      stream.perturb(update, 7, 61, SIGMA, 2);
      for (int i = 0; i < 5000; i++) {
        assertEquals(Math.fma(SIGMA, stream.at(7, 61 + i), 1), update.getFloat(i));
      }
    }
  }

  @Test
  void sigmaZeroLeavesEveryBit() {
    INDArray update = Nd4j.createFromArray(1f, -0f, Float.MIN_VALUE, Float.NaN, -3.5f);
    float[] expected = update.toFloatVector();
    STREAM.perturb(update, 7, 0, 0, 1);
    assertArrayEquals(expected, update.toFloatVector());
  }

  @Test
  void refusesIntegersAndNoThreads() {
    INDArray integers = Nd4j.createFromArray(1, 2, 3);
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> STREAM.perturb(integers, 0, 0, SIGMA, 1));
    assertEquals("update is of type INT, expected a floating point type", e.getMessage());
    INDArray update = Nd4j.ones(3);
    e = assertThrows(IllegalArgumentException.class, () -> STREAM.perturb(update, 0, 0, SIGMA, 0));
    assertEquals("threads is 0, expected at least 1", e.getMessage());
  }

  private static float[] perturbed(int threads, int length) {
    INDArray update = Nd4j.ones(DataType.FLOAT, 1, length);
    STREAM.perturb(update, 7, 61, SIGMA, threads);
    return update.data().asFloat();
  }

  private static void scale(float[] values, int from, int count, long firstIndex) {
    for (int i = 0; i < count; i++) {
      values[from + i] *= REFERENCE.factor(7, firstIndex + i, SIGMA);
    }
  }
}
