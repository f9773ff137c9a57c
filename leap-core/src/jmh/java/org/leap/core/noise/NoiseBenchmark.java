package org.leap.core.noise;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One perturbation of an update, beside what it could be done with, and the bare pass over it. On a
 * shared machine the sampled percentile 0.00 is the time to read; allocation is to be read from the
 * average mode, as sampling allocates.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 10, time = 1)
public class NoiseBenchmark {
  private static final float SIGMA = 1e-5f;

  @Param({"10000", "2000000", "25000000"})
  int parameters;

  private final NoiseStream stream =
      NoiseStream.of(42, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
  private final SplittableRandom random = new SplittableRandom(42);
  private INDArray update;
  private float[] array;
  private long step;

  @Setup
  public void allocate() {
    update = Nd4j.ones(DataType.FLOAT, 1, parameters);
    array = update.data().asFloat();
  }

  @Benchmark
  public void leapOneThread() {
    stream.perturb(update, step++, 0, SIGMA, 1);
  }

  @Benchmark
  public void leapTwoThreads() {
    stream.perturb(update, step++, 0, SIGMA, 2);
  }

  @Benchmark
  public void muli() {
    update.muli(1.0000001f);
  }

  @Benchmark
  public void nd4jRandn() {
    update.muli(Nd4j.randn(DataType.FLOAT, 1, parameters).muli(SIGMA).addi(1));
  }

  @Benchmark
  public float[] splittableRandom() {
    for (int i = 0; i < array.length; i++) {
      array[i] *= 1 + SIGMA * (float) random.nextGaussian();
    }
    return array;
  }
}
