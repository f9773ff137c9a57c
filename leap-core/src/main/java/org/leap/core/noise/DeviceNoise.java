package org.leap.core.noise;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.leap.core.cuda.CudaDevice;
import org.leap.core.cuda.CudaKernel;
import org.leap.core.cuda.CudaModule;
import org.leap.core.cuda.Nvrtc;

/** The kernels of noise.cu on one GPU. Same bits as on the CPU, whose payloads of NaN apart. */
final class DeviceNoise {
  static final String SOURCE = "noise.cu";

  /** So many values come from one thread's block, or fewer. */
  private static final long VALUES_PER_THREAD = 8;

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
    DeviceKernel call = variates.deviceKernel();
    NoiseKey key = call.key();
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                address, count, firstIndex, step, key.seed(), key.worker(), key.domain(), sigma));
    arguments.addAll(call.further());
    kernels
        .computeIfAbsent(call.name(), module::kernel)
        .launch(count / VALUES_PER_THREAD + 1, stream, arguments.toArray());
  }

  static String source() {
    try (InputStream in = DeviceNoise.class.getResourceAsStream(SOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(SOURCE + " cannot be read from the class path", e);
    }
  }
}
