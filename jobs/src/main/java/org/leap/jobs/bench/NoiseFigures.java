package org.leap.jobs.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.leap.core.noise.Distribution;
import org.leap.core.noise.NoiseStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The noise kernel on an update in ND4J's memory; shortest times, in nanoseconds per parameter.
 *
 * @param nsPerParameter one perturbation
 * @param nd4jNsPerParameter the same with ND4J's {@code randn} and {@code muli}
 * @param floorNsPerParameter one bare pass: {@code muli} with a number
 * @param kernel that served, such as {@code vector-512} or {@code scalar}
 * @param parameters length of the update
 * @param threads that shared a perturbation
 */
public record NoiseFigures(
    double nsPerParameter,
    double nd4jNsPerParameter,
    double floorNsPerParameter,
    String kernel,
    int parameters,
    int threads) {
  /** So small that an update perturbed a million times stays finite. */
  private static final float SIGMA = 1e-5f;

  /** What a piece is called for in a turn, at least: timers and caches are then no matter. */
  private static final int PARAMETERS_A_TURN = 8_000_000;

  /**
   * Times the perturbation of one update, ND4J's way to do the same, and the bare pass over its
   * memory.
   *
   * @param warmUp time for the virtual machine to compile
   * @param measured time of the measurement itself
   */
  public static NoiseFigures measure(
      int parameters, int threads, Duration warmUp, Duration measured) {
    INDArray update = Nd4j.ones(DataType.FLOAT, 1, parameters);
    NoiseStream stream = NoiseStream.of(42, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
    AtomicLong step = new AtomicLong();
    Turns turns =
        Turns.timed(
            List.of(
                () -> stream.perturb(update, step.getAndIncrement(), 0, SIGMA, threads),
                () -> NaiveLeap.perturb(update, SIGMA),
                () -> update.muli(1.0000001f)),
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
}
