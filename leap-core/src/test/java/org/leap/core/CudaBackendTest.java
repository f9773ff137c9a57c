package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CudaBackendTest {
  @ParameterizedTest
  @ValueSource(ints = {37, 50, 52, 60, 61, 70, 72, 75, 80, 86, 87, 89})
  void keplersLastToAdaAreSupported(int capability) {
    assertNull(CudaBackend.problem(0, "a GPU", capability));
  }

  @ParameterizedTest
  @ValueSource(ints = {30, 35, 90, 100, 120})
  void olderAndNewerGpusAreRefused(int capability) {
    assertTrue(
        CudaBackend.problem(2, "a GPU", capability)
            .startsWith(
                "GPU 2 (a GPU) has compute capability %s.%s; "
                    .formatted(capability / 10, capability % 10)));
  }

  @Test
  void theRefusalSaysWhatRunsAndWhatToDo() {
    assertEquals(
        "GPU 0 (NVIDIA H100 80GB HBM3) has compute capability 9.0; ND4J's binaries for CUDA 11.6 run on 3.7 and 5.0 to 8.9"
            + " (Tesla K80, Maxwell, Pascal, Volta, Turing, Ampere, Ada): hide it with CUDA_VISIBLE_DEVICES, or use the build for CPUs",
        CudaBackend.problem(0, "NVIDIA H100 80GB HBM3", 90));
  }

  @Test
  void aMachineWithoutDriverIsToldSo() {
    assumeFalse(
        Files.exists(Path.of("/proc/driver/nvidia/version")), "there is a driver on this machine");
    assertEquals(
        "This is a build for CUDA, but no CUDA driver on this machine: libcuda.so.1 cannot be loaded:"
            + " run it where there is a GPU, or build without -Pcuda",
        CudaBackend.problem());
  }

  @Test
  void aBuildHasEitherTheCpuBinariesOrTheCudaBackend() {
    assertEquals(NativeBackend.binaries().isEmpty(), CudaBackend.isPresent());
  }
}
