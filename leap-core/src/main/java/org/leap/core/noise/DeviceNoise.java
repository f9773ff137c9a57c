package org.leap.core.noise;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.bytedeco.javacpp.LongPointer;
import org.leap.core.cuda.CudaDevice;
import org.leap.core.cuda.CudaDriver;
import org.leap.core.cuda.CudaKernel;
import org.leap.core.cuda.CudaModule;
import org.leap.core.cuda.Nvrtc;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The kernels of noise.cu on one GPU, for the updates of ND4J's CUDA backend where they are and in
 * the order of its operations. Same bits as on the CPU, whose payloads of NaN apart.
 */
final class DeviceNoise {
  static final String SOURCE = "noise.cu";

  /** So many values come from one thread's block, or fewer. */
  private static final long VALUES_PER_THREAD = 8;

  private static final Map<Integer, DeviceNoise> BY_DEVICE = new ConcurrentHashMap<>();
  private final CudaModule module;
  private final Map<String, CudaKernel> kernels = new ConcurrentHashMap<>();

  DeviceNoise(CudaModule module) {
    this.module = module;
  }

  static DeviceNoise compiledFor(CudaDevice device) {
    return new DeviceNoise(
        device.load(Nvrtc.load().compileFor(device.capability(), SOURCE, source())));
  }

  /**
   * Starts to perturb floats in the GPU's memory, and returns.
   *
   * @param address of the first float, which belongs to firstIndex
   * @param stream CUDA stream to queue in, 0 for the default one
   */
  void perturb(
      Variates variates,
      long address,
      long count,
      long step,
      long firstIndex,
      float sigma,
      long stream) {
    Kernel call = variates.deviceKernel();
    Threefry4x32.Key key = call.key();
    Stream<Object> arguments =
        Stream.of(address, count, firstIndex, step, key.seed(), key.worker(), key.domain(), sigma);
    kernels
        .computeIfAbsent(call.name(), module::kernel)
        .launch(
            count / VALUES_PER_THREAD + 1,
            stream,
            Stream.concat(arguments, Stream.of(call.further())).toArray());
  }

  static boolean onGpu() {
    return Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.CUDA;
  }

  /** Whether the elements of an array, in c order, are neighbours on this thread's GPU. */
  static boolean include(INDArray array) {
    AffinityManager affinity = Nd4j.getAffinityManager();
    return onGpu()
        && OffHeapFloats.areNeighbours(array)
        && affinity.getDeviceForArray(array).equals(affinity.getDeviceForCurrentThread());
  }

  static void perturb(Variates variates, INDArray update, long step, long firstIndex, float sigma) {
    AffinityManager affinity = Nd4j.getAffinityManager();
    if (affinity.getActiveLocation(update) == Location.HOST) {
      affinity.ensureLocation(update, Location.DEVICE); // once, after a write by Java code
    }
    BY_DEVICE
        .computeIfAbsent(
            affinity.getDeviceForCurrentThread(),
            device -> compiledFor(CudaDriver.load().device(device)))
        .perturb(
            variates,
            update.data().platformAddress(),
            update.length(),
            step,
            firstIndex,
            sigma,
            stream());
    affinity.tagLocation(update, Location.DEVICE);
  }

  /** ND4J holds the handle of a thread's stream in memory of its own. */
  private static long stream() {
    NativeOps operations = NativeOpsHolder.getInstance().getDeviceNativeOps();
    return new LongPointer(operations.lcExecutionStream(operations.defaultLaunchContext())).get(0);
  }

  static String source() {
    try (InputStream in = DeviceNoise.class.getResourceAsStream(SOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(SOURCE + " cannot be read from the class path", e);
    }
  }

  /**
   * A kernel of noise.cu.
   *
   * @param key for the generator; only worker and domain count as given, further domains may follow
   * @param further arguments after those that all kernels have
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Kernel(String name, Threefry4x32.Key key, Float... further) {}
}
