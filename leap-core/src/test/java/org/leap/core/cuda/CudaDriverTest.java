package org.leap.core.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class CudaDriverTest {
  @Test
  void machineWithoutDriverIsRefused() {
    var e = assertThrows(CudaException.class, () -> CudaDriver.load("libcuda.so.404"));
    assertEquals("no CUDA driver on this machine: libcuda.so.404 cannot be loaded", e.getMessage());
  }

  @Test
  void kernelArgumentOfAnotherTypeIsRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> new CudaKernel.KernelArguments().of(1L, 2.0));
    assertEquals("kernel argument 1 is 2.0, expected a Long, Integer or Float", e.getMessage());
  }
}
