package org.leap.core.noise;

import static java.util.Objects.requireNonNull;
import static org.nd4j.common.base.Preconditions.checkArgument;

import org.apache.commons.math3.special.Erf;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Unit-variance noise, a pure function of (seed, worker, step, parameter index): not of thread
 * counts, memory layout, vector length or call order. Immutable and thread-safe.
 *
 * <p>Random words come from Threefry4x32 with 12 rounds, keyed with {seed low, seed high, worker,
 * domain of the distribution} and counted by {block low, block high, step low, step high}. Gaussian
 * values follow from them by {@link BoxMuller}, 128 from 16 blocks ({@link GaussianVariates}).
 */
public final class NoiseStream {
  private final Distribution distribution;
  private final double truncation;
  private final Variates variates;

  private NoiseStream(Distribution distribution, double truncation, Variates variates) {
    this.distribution = distribution;
    this.truncation = truncation;
    this.variates = variates;
  }

  /**
   * The stream of one worker.
   *
   * @param seed any value; different seeds give unrelated streams
   * @param worker id of the logical worker; different workers have independent streams
   * @param truncation positive infinity for none; otherwise k of at least 1, for the Gaussian only:
   *     conditioned on |z| at most k and rescaled to unit variance
   * @throws IllegalArgumentException when truncation is below 1, not a number, or finite for
   *     another distribution
   */
  public static NoiseStream of(
      long seed, int worker, Distribution distribution, double truncation) {
    requireNonNull(distribution, "distribution is null");
    checkArgument(
        truncation >= 1,
        "truncation is %s, expected at least 1 (or no truncation at all)",
        truncation);
    checkArgument(
        truncation == Double.POSITIVE_INFINITY || distribution == Distribution.GAUSSIAN,
        "truncation is %s for %s noise, but only GAUSSIAN noise can be truncated: leave truncation out",
        truncation,
        distribution);
    var key = new Threefry4x32.Key(seed, worker, distribution.domain());
    Variates variates =
        switch (distribution) {
          case GAUSSIAN ->
              truncation == Double.POSITIVE_INFINITY
                  ? new GaussianVariates(key)
                  : new TruncatedGaussianVariates(seed, worker, truncation);
          case UNIFORM -> WordVariates.uniform(key);
          case RADEMACHER -> WordVariates.rademacher(key);
        };
    return new NoiseStream(distribution, truncation, variates);
  }

  /** The value of one parameter at one step. */
  public float at(long step, long index) {
    return variates.at(step, index);
  }

  /** Writes the values of {@code firstIndex}, {@code firstIndex + 1} and so on into all of out. */
  public void fill(long step, long firstIndex, float[] out) {
    variates.fill(step, firstIndex, out, 0, out.length, Scratch.ofThisThread());
  }

  /**
   * Multiplies element i of the update, in place, by 1 + sigma * z(firstIndex + i), in float. Sigma
   * is multiplied with the radius of a Gaussian z first, so the factor may differ in its last bit
   * from one computed from {@link #at}.
   *
   * @param update any floating point type, view, order or stride; elements count in logical (c)
   *     order
   * @param firstIndex position of the update's first element in the flattened parameters
   * @param sigma standard deviation of the relative perturbation; 0 leaves every bit as it is
   * @param threads how many threads may share the work; the result is the same for any number
   * @throws IllegalArgumentException when the update is not of a floating point type, or threads is
   *     below 1
   * @throws org.leap.core.cuda.CudaException when the update is on a GPU whose kernel cannot be
   *     compiled or started
   */
  public void perturb(INDArray update, long step, long firstIndex, float sigma, int threads) {
    checkArgument(threads >= 1, "threads is %s, expected at least 1", threads);
    DataType type = update.dataType();
    checkArgument(type.isFPType(), "update is of type %s, expected a floating point type", type);
    if (update.isEmpty() || perturbInPlace(update, step, firstIndex, sigma, threads)) {
      return;
    }
    // Other types and layouts: the factors, or a float copy, take the fast path.
    boolean byFactors = type == DataType.FLOAT || type == DataType.DOUBLE;
    INDArray array =
        byFactors
            ? Nd4j.ones(DataType.FLOAT, update.shape())
            : Nd4j.createUninitialized(DataType.FLOAT, update.shape()).assign(update);
    if (!perturbInPlace(array, step, firstIndex, sigma, threads)) {
      throw new IllegalStateException(
          "a new array of "
              + Nd4j.getBackend().getClass().getName()
              + " is not in memory that noise can be applied in, expected nd4j-native or nd4j-cuda");
    }
    if (byFactors) {
      update.muli(array.castTo(type));
    } else {
      update.assign(array.castTo(type));
    }
  }

  /** False, with nothing done, when the elements are not neighbours where a kernel could run. */
  private boolean perturbInPlace(
      INDArray update, long step, long firstIndex, float sigma, int threads) {
    if (OffHeapFloats.areElementsOf(update)) {
      ParallelPerturbation.ofThisThread().run(variates, update, step, firstIndex, sigma, threads);
      return true;
    }
    if (DeviceNoise.include(update)) {
      DeviceNoise.perturb(variates, update, step, firstIndex, sigma);
      return true;
    }
    return false;
  }

  /** The kernel that serves here, such as {@code vector-512}, {@code scalar} or {@code cuda}. */
  public static String kernel() {
    return DeviceNoise.onGpu() ? "cuda" : KernelChoice.name();
  }

  Variates variates() {
    return variates;
  }

  /** The probability of a value below z: how often a rate is below 0 is that of -1 / sigma. */
  public double probabilityBelow(double z) {
    double root = Math.sqrt(2);
    return switch (distribution) {
      case GAUSSIAN -> {
        if (truncation == Double.POSITIVE_INFINITY) {
          yield Erf.erfc(-z / root) / 2;
        }
        double x = z * TruncatedGaussianVariates.standardDeviation(truncation);
        double inside = Erf.erf(Math.max(-truncation, Math.min(truncation, x)) / root);
        yield (1 + inside / Erf.erf(truncation / root)) / 2;
      }
      case UNIFORM -> Math.max(0, Math.min(1, (1 + z / Math.sqrt(3)) / 2));
      case RADEMACHER -> z <= -1 ? 0 : z <= 1 ? 0.5 : 1;
    };
  }
}
