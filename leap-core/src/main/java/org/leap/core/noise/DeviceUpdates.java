package org.leap.core.noise;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.javacpp.LongPointer;
import org.leap.core.cuda.CudaDriver;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Perturbs the updates of ND4J's CUDA backend where they are, in the order of its operations. */
final class DeviceUpdates {
  private static final Map<Integer, DeviceNoise> BY_DEVICE = new ConcurrentHashMap<>();

  private DeviceUpdates() {}

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
        .computeIfAbsent(affinity.getDeviceForCurrentThread(), DeviceUpdates::compile)
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

  private static DeviceNoise compile(int device) {
    return DeviceNoise.compiledFor(CudaDriver.load().device(device));
  }

  /** ND4J holds the handle of a thread's stream in memory of its own. */
  private static long stream() {
    NativeOps operations = NativeOpsHolder.getInstance().getDeviceNativeOps();
    return new LongPointer(operations.lcExecutionStream(operations.defaultLaunchContext())).get(0);
  }
}
