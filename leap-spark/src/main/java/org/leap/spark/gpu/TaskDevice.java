package org.leap.spark.gpu;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.leap.core.CudaBackend;
import org.leap.core.NativeBackend;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds a task's thread to the GPU that Spark gave the task. Threads are pooled, so every task
 * binds its own, before it touches anything else of ND4J's.
 */
public final class TaskDevice {
  /** Spark's name of the resource, as in {@code spark.task.resource.gpu.amount}. */
  private static final String RESOURCE = "gpu";

  private static final String REMEDY =
      "set spark.executor.resource.gpu.amount, spark.executor.resource.gpu.discoveryScript and spark.task.resource.gpu.amount 1 (see conf/spark/standalone-gpu.conf), or use the build for CPUs";

  private static final Logger LOG = LoggerFactory.getLogger(TaskDevice.class);
  private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

  private TaskDevice() {}

  /**
   * What keeps tasks of this application from getting GPUs, or null.
   *
   * @param conf value of {@code spark.task.resource.gpu.amount}, empty if not set
   */
  public static String problem(boolean local, String conf) {
    if (!CudaBackend.isPresent() || local) {
      return null;
    }
    if (conf.isEmpty()) {
      return "this is a build for CUDA, but tasks get no GPU from Spark: " + REMEDY;
    }
    return conf.strip().equals("1")
        ? null
        : "spark.task.resource.gpu.amount is %s, but a task needs a GPU of its own: set it to 1"
            .formatted(conf);
  }

  /**
   * Binds the thread of the running task.
   *
   * @return host and address of its GPU, empty without one
   * @throws IllegalStateException in a build for CUDA when Spark gave the task no GPU, or one that
   *     ND4J's binaries do not run on
   */
  public static String bind() {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return "";
    }
    boolean cuda = CudaBackend.isPresent();
    boolean local = SparkEnv.get().executorId().equals("driver");
    String address = address(cuda, local, task.resourcesJMap());
    if (address.isEmpty()) {
      return "";
    }
    String device = SparkEnv.get().blockManager().blockManagerId().host() + " GPU " + address;
    if (SEEN.add(address)) {
      if (cuda) {
        NativeBackend.check();
      }
      LOG.info(
          "tasks of this executor are bound to {}{}",
          device,
          cuda ? "" : " (unused: this is a build for CPUs)");
    }
    if (cuda) {
      Nd4j.getAffinityManager().unsafeSetDevice(Integer.parseInt(address));
    }
    return device;
  }

  /**
   * The address of the task's GPU, empty if it needs none. Inside the driver's process Spark hands
   * out no resources, and ND4J's first GPU is used.
   */
  static String address(boolean cuda, boolean local, Map<String, ResourceInformation> resources) {
    ResourceInformation gpu = resources.get(RESOURCE);
    if (gpu == null || gpu.addresses().length == 0) {
      if (cuda && !local) {
        throw new IllegalStateException(
            "this is a build for CUDA, but the task got no GPU from Spark: " + REMEDY);
      }
      return cuda ? "0" : "";
    }
    if (gpu.addresses().length > 1) {
      throw new IllegalStateException(
          "the task got %s GPUs from Spark, but uses one: set spark.task.resource.gpu.amount 1"
              .formatted(gpu.addresses().length));
    }
    String address = gpu.addresses()[0];
    if (cuda && !address.matches("[0-9]{1,4}")) {
      throw new IllegalStateException(
          "the address of the task's GPU is '%s', expected its number: let the discovery script print numbers, as conf/gpu/discover-gpus.sh does"
              .formatted(address));
    }
    return address;
  }
}
