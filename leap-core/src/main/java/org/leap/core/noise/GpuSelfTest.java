package org.leap.core.noise;

import static java.util.Locale.ROOT;

import java.io.PrintStream;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.bytedeco.javacpp.FloatPointer;
import org.leap.core.cuda.CudaDevice;
import org.leap.core.cuda.CudaDriver;
import org.leap.core.cuda.CudaFloats;

/**
 * Compares the noise that a GPU computes with the CPU's, bit for bit, and times it. Needs the CUDA
 * driver and NVRTC, but not ND4J's CUDA backend, so it runs on GPUs that are too new for that.
 */
public final class GpuSelfTest {
  private static final int COMPARED = 1 << 20;
  private static final int TIMED = 25_000_000;
  private static final int LAUNCHES = 100;
  private static final long SEED = 2026;

  private final DeviceNoise noise;
  private final CudaDevice device;
  private final int count;
  private final PrintStream out;
  private long compared;
  private long mismatches;

  /** One comparison: of a stream, a step, a place in the parameters and a sigma. */
  private record Case(long seed, int worker, long step, long firstIndex, float sigma) {}

  /**
   * Outcome of the test.
   *
   * @param device name of the GPU
   * @param capability its compute capability, such as 9.0
   * @param compared how many values
   * @param mismatches how many of them differed in any bit
   * @param nsPerParameter nanoseconds to perturb one of 25 million parameters by Gaussian noise
   */
  public record Result(
      String device, String capability, long compared, long mismatches, double nsPerParameter) {}

  private GpuSelfTest(CudaDevice device, DeviceNoise noise, int count, PrintStream out) {
    this.device = device;
    this.noise = noise;
    this.count = count;
    this.out = out;
  }

  /**
   * Tests the first GPU that this process may use (see CUDA_VISIBLE_DEVICES).
   *
   * @param out told what is tested, and the first mismatches
   * @throws org.leap.core.cuda.CudaException when there is no driver, no GPU or no NVRTC, saying
   *     which
   */
  public static Result run(PrintStream out) {
    return run(CudaDriver.load(), DeviceNoise::compiledFor, COMPARED, TIMED, out);
  }

  static Result run(
      CudaDriver driver,
      Function<CudaDevice, DeviceNoise> compiler,
      int compared,
      int timed,
      PrintStream out) {
    CudaDevice device = driver.device(0);
    String capability = String.format(ROOT, "%.1f", device.capability() / 10.0);
    out.printf(
        ROOT,
        "%s, compute capability %s, driver for CUDA %s%n",
        device.name(),
        capability,
        driver.version());
    var test = new GpuSelfTest(device, compiler.apply(device), compared, out);
    test.compareAll();
    out.printf(ROOT, "%d values compared, %d differ%n", test.compared, test.mismatches);
    double nanos = test.nanosPerParameter(timed);
    out.printf(ROOT, "%.4f ns per parameter of %d%n", nanos, timed);
    return new Result(device.name(), capability, test.compared, test.mismatches, nanos);
  }

  private void compareAll() {
    // Where block numbers outgrow 32 bits, with 4, 8 and 128 values to a block.
    List<Case> cases =
        List.of(
            new Case(0, 0, 0, 0, 0.1f),
            new Case(42, 3, 1L << 40, 12_345, 1000),
            new Case(Long.MIN_VALUE, Integer.MAX_VALUE, 7, (1L << 34) - count / 2 - 1, 0.3f),
            new Case(-1, 1, Integer.MAX_VALUE, (1L << 35) - count / 2 - 1, 0.3f),
            new Case(1L << 31, 0, 1, (1L << 39) - count / 2 - 1, 0.3f));
    for (Distribution distribution : Distribution.values()) {
      cases.forEach(c -> compare(c, distribution, Double.POSITIVE_INFINITY));
    }
    cases.forEach(c -> compare(c, Distribution.GAUSSIAN, 1));
    cases.forEach(c -> compare(c, Distribution.GAUSSIAN, 2.5));
  }

  private void compare(Case c, Distribution distribution, double truncation) {
    Variates variates = NoiseStream.of(c.seed(), c.worker(), distribution, truncation).variates();
    float[] update = anyFloats();
    float[] expected = onCpu(variates, c, update);
    float[] actual = onGpu(variates, c, update);
    int different = 0;
    for (int i = 0; i < count; i++) {
      if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(actual[i])) {
        if (different == 0) {
          out.printf(
              ROOT,
              "%s, truncation %s, %s: value %d of update %s is %s on the CPU, %s on the GPU%n",
              distribution,
              truncation,
              c,
              i,
              update[i],
              expected[i],
              actual[i]);
        }
        different++;
      }
    }
    compared += count;
    mismatches += different;
  }

  /** Of all signs and magnitudes, subnormal ones included. */
  private float[] anyFloats() {
    var random = new SplittableRandom(SEED);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      values[i] = Float.isFinite(value) ? value : 1;
    }
    return values;
  }

  private float[] onCpu(Variates variates, Case c, float[] update) {
    try (var memory = new FloatPointer(update)) {
      var window = OffHeapFloats.of(memory, 0);
      variates.perturb(
          c.step(), c.firstIndex(), window, 0, count, c.sigma(), Scratch.ofThisThread());
      float[] result = new float[count];
      memory.get(result);
      return result;
    }
  }

  private float[] onGpu(Variates variates, Case c, float[] update) {
    try (CudaFloats memory = device.allocate(count)) {
      memory.write(update);
      noise.perturb(variates, memory.address(), count, c.step(), c.firstIndex(), c.sigma(), 0);
      return memory.read(count);
    }
  }

  private double nanosPerParameter(int parameters) {
    Variates variates =
        NoiseStream.of(SEED, 0, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY).variates();
    try (CudaFloats memory = device.allocate(parameters)) {
      memory.write(new float[parameters]);
      noise.perturb(variates, memory.address(), parameters, 0, 0, 0.1f, 0);
      device.synchronize();
      long start = System.nanoTime();
      for (int step = 1; step <= LAUNCHES; step++) {
        noise.perturb(variates, memory.address(), parameters, step, 0, 0.1f, 0);
      }
      device.synchronize();
      return (double) (System.nanoTime() - start) / LAUNCHES / parameters;
    }
  }
}
