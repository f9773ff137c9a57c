package org.leap.jobs.bench;

import java.time.Duration;
import java.util.List;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Measures the noise kernel. */
public final class NoiseBench {
  /** So small that an update perturbed a million times stays finite. */
  private static final float SIGMA = 1e-5f;

  /** What a piece is called for in a turn, at least: timers and caches are then no matter. */
  private static final int PARAMETERS_A_TURN = 8_000_000;

  private final INDArray update;
  private final int threads;
  private final NoiseStream stream =
      NoiseStream.of(42, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
  private long step;

  private NoiseBench(int parameters, int threads) {
    this.update = Nd4j.ones(DataType.FLOAT, 1, parameters);
    this.threads = threads;
  }

  /**
   * Times the perturbation of one update, ND4J's way to do the same, and the bare pass over its
   * memory.
   *
   * @param warmUp time for the virtual machine to compile
   * @param measured time of the measurement itself
   */
  public static NoiseFigures measure(
      int parameters, int threads, Duration warmUp, Duration measured) {
    NoiseBench bench = new NoiseBench(parameters, threads);
    Turns turns =
        Turns.of(
            List.of(bench::leap, bench::nd4j, bench::floor),
            Math.max(2, PARAMETERS_A_TURN / parameters),
            System::nanoTime,
            warmUp,
            measured);
    return new NoiseFigures(
        turns.minimum(0) / parameters,
        turns.minimum(1) / parameters,
        turns.minimum(2) / parameters,
        NoiseStream.kernel(),
        parameters,
        threads);
  }

  private void leap() {
    stream.perturb(update, step++, 0, SIGMA, threads);
  }

  private void nd4j() {
    NaiveLeap.perturb(update, SIGMA);
  }

  private void floor() {
    update.muli(1.0000001f);
  }
}
