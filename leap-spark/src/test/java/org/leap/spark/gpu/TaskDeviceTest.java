package org.leap.spark.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class TaskDeviceTest {
  private static Map<String, ResourceInformation> gpus(String... addresses) {
    return Map.of("gpu", new ResourceInformation("gpu", addresses));
  }

  private static String error(Map<String, ResourceInformation> resources) {
    return assertThrows(
            IllegalStateException.class, () -> TaskDevice.address(true, false, resources))
        .getMessage();
  }

  @Test
  void theTaskUsesTheAddressThatSparkGaveIt() {
    assertEquals("3", TaskDevice.address(true, false, gpus("3")));
  }

  @Test
  void aBuildForCudaWithoutAddressSaysWhatToSet() {
    String expected =
        "this is a build for CUDA, but the task got no GPU from Spark: set spark.executor.resource.gpu.amount,"
            + " spark.executor.resource.gpu.discoveryScript and spark.task.resource.gpu.amount 1 (see conf/spark/standalone-gpu.conf),"
            + " or use the build for CPUs";
    assertEquals(expected, error(Map.of()));
    assertEquals(expected, error(gpus()));
  }

  @Test
  void severalAddressesAreRefused() {
    assertEquals(
        "the task got 2 GPUs from Spark, but uses one: set spark.task.resource.gpu.amount 1",
        error(gpus("0", "1")));
  }

  @Test
  void anAddressThatIsNoNumberIsRefused() {
    assertEquals(
        "the address of the task's GPU is 'GPU-2a', expected its number: let the discovery script print numbers, as conf/gpu/discover-gpus.sh does",
        error(gpus("GPU-2a")));
  }

  @Test
  void aBuildForCpusNeedsNone() {
    assertEquals("", TaskDevice.address(false, false, Map.of()));
  }

  @Test
  void insideTheDriverTheFirstGpuIsUsed() {
    assertEquals("0", TaskDevice.address(true, true, Map.of()));
  }
}
