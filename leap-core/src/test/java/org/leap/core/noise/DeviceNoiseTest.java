package org.leap.core.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.core.cuda.CudaDevice;
import org.leap.core.cuda.CudaDriver;
import org.leap.core.cuda.CudaException;
import org.leap.core.cuda.CudaFloats;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The CUDA source and all that drives it, on a driver that runs the source on the CPU. */
@Tag("external-tools")
class DeviceNoiseTest {
  private static final byte[] IMAGE = {1, 0};

  @TempDir static Path folder;

  private static String library;

  @BeforeAll
  static void build() throws Exception {
    library = HostDriver.build(folder, DeviceNoise.source());
  }

  @Test
  void everyBitEqualsTheCpus() {
    var text = new ByteArrayOutputStream();
    GpuSelfTest.Result result = selfTest(library, 40_001, text);
    assertEquals(0, result.mismatches(), text.toString(StandardCharsets.UTF_8));
    assertEquals(5 * 5 * 40_001, result.compared());
    assertEquals("host compiler", result.device());
    assertEquals("8.6", result.capability());
    assertTrue(result.nsPerParameter() > 0);
  }

  @Test
  void selfTestSeesOneBitOfDifference(@TempDir Path other) throws Exception {
    String wrong = DeviceNoise.source().replace("188048.02f", "188048.03f");
    var text = new ByteArrayOutputStream();
    GpuSelfTest.Result result = selfTest(HostDriver.build(other, wrong), 2000, text);
    assertTrue(result.mismatches() > 0);
    String expected = "GAUSSIAN, truncation Infinity, Case[seed=42, worker=3, step=1099511627776";
    assertTrue(text.toString(StandardCharsets.UTF_8).contains(expected), text::toString);
  }

  @Test
  void anyRangeGetsTheBitsOfNoiseStream() {
    CudaDevice device = CudaDriver.load(library).device(0);
    var noise = new DeviceNoise(device.load(IMAGE));
    long seed = System.nanoTime();
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      Distribution distribution = Distribution.values()[random.nextInt(3)];
      boolean truncated = distribution == Distribution.GAUSSIAN && random.nextBoolean();
      double truncation = truncated ? random.nextDouble(1, 4) : Double.POSITIVE_INFINITY;
      var stream = NoiseStream.of(random.nextLong(), random.nextInt(), distribution, truncation);
      long step = random.nextLong();
      long firstIndex = random.nextLong() >>> random.nextInt(8, 64);
      float sigma = (float) random.nextDouble(2);
      int count = random.nextInt(1, 3000);
      INDArray update = Nd4j.rand(1, count);
      float[] actual = perturbed(device, noise, stream, update, step, firstIndex, sigma);
      stream.perturb(update, step, firstIndex, sigma, 1);
      assertArrayEquals(update.data().asFloat(), actual, "seed " + seed + ", case " + i);
    }
  }

  @Test
  void moreWorkThanThreadsIsDoneInTurns() {
    CudaDevice device = CudaDriver.load(library).device(0);
    var noise = new DeviceNoise(device.load(IMAGE));
    var stream = NoiseStream.of(1, 2, Distribution.GAUSSIAN, Double.POSITIVE_INFINITY);
    INDArray update = Nd4j.ones(1, 1_000_000);
    float[] actual = perturbed(device, noise, stream, update, 3, 77, 0.2f);
    stream.perturb(update, 3, 77, 0.2f, 1);
    assertArrayEquals(update.data().asFloat(), actual);
  }

  @Test
  void driverErrorsAreNamed() {
    CudaDriver driver = CudaDriver.load(library);
    var e = assertThrows(CudaException.class, () -> driver.device(1));
    assertEquals("GPU 1 is not among the 1 of this machine", e.getMessage());
    CudaDevice device = driver.device(0);
    e = assertThrows(CudaException.class, () -> device.load(new byte[1]));
    assertEquals(
        "cuModuleLoadData failed with error 218 (CUDA_ERROR_INVALID_PTX, as the test wants it)",
        e.getMessage());
    e = assertThrows(CudaException.class, () -> device.load(IMAGE).kernel("perturb"));
    assertEquals(
        "cuModuleGetFunction perturb failed with error 500"
            + " (CUDA_ERROR_NOT_FOUND, as the test wants it)",
        e.getMessage());
  }

  @Test
  void driverWithoutGpuIsRefused(@TempDir Path other) throws Exception {
    String none = HostDriver.build(other, DeviceNoise.source(), "-DNO_DEVICE");
    var e = assertThrows(CudaException.class, () -> CudaDriver.load(none));
    assertEquals(
        "the CUDA driver finds no GPU: check nvidia-smi and CUDA_VISIBLE_DEVICES", e.getMessage());
  }

  private static GpuSelfTest.Result selfTest(
      String library, int count, ByteArrayOutputStream text) {
    return GpuSelfTest.run(
        CudaDriver.load(library),
        device -> new DeviceNoise(device.load(IMAGE)),
        count,
        count,
        new PrintStream(text, true, StandardCharsets.UTF_8));
  }

  private static float[] perturbed(
      CudaDevice device,
      DeviceNoise noise,
      NoiseStream stream,
      INDArray update,
      long step,
      long firstIndex,
      float sigma) {
    int count = Math.toIntExact(update.length());
    try (CudaFloats memory = device.allocate(count)) {
      memory.write(update.data().asFloat());
      noise.perturb(stream.variates(), memory.address(), count, step, firstIndex, sigma, 0);
      return memory.read(count);
    }
  }
}
