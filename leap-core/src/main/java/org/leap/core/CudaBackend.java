package org.leap.core;

import java.util.ArrayList;
import java.util.List;
import org.leap.core.cuda.CudaDevice;
import org.leap.core.cuda.CudaDriver;
import org.leap.core.cuda.CudaException;

/**
 * ND4J's CUDA binaries and the GPUs they run on. Those of version 1.0.0-M2.1 for CUDA 11.6 hold
 * machine code for compute capability 3.7, 5.0, 5.2, 6.0, 6.1, 7.0, 7.5, 8.0 and 8.6 and nothing
 * that a driver could translate for newer ones. Machine code runs on GPUs of the same major version
 * and the same or a later minor one.
 */
public final class CudaBackend {
  private static final String BACKEND = "org/nd4j/linalg/jcublas/JCublasBackend.class";

  /** Asked of every task: a search through all jars takes the better part of a millisecond. */
  private static final boolean PRESENT =
      CudaBackend.class.getClassLoader().getResource(BACKEND) != null;

  private CudaBackend() {}

  /** Whether this program was built with {@code -Pcuda}. */
  public static boolean isPresent() {
    return PRESENT;
  }

  /** Of all GPUs that this process sees, what keeps the binaries from running on them, or null. */
  static String problem() {
    try {
      CudaDriver driver = CudaDriver.load();
      List<String> problems = new ArrayList<>();
      for (int ordinal = 0; ordinal < driver.deviceCount(); ordinal++) {
        CudaDevice device = driver.device(ordinal);
        String problem = problem(ordinal, device.name(), device.capability());
        if (problem != null) {
          problems.add(problem);
        }
      }
      return problems.isEmpty() ? null : String.join("\n", problems);
    } catch (CudaException e) {
      return "This is a build for CUDA, but %s: run it where there is a GPU, or build without -Pcuda"
          .formatted(e.getMessage());
    }
  }

  /** What keeps the binaries from a GPU, or null; its capability is in tenths, 80 for 8.0. */
  static String problem(int ordinal, String name, int capability) {
    if (capability == 37 || (capability >= 50 && capability < 90)) {
      return null;
    }
    return ("GPU %s (%s) has compute capability %s.%s; ND4J's binaries for CUDA 11.6 run on 3.7 and 5.0 to 8.9"
            + " (Tesla K80, Maxwell, Pascal, Volta, Turing, Ampere, Ada): hide it with CUDA_VISIBLE_DEVICES, or use the build for CPUs")
        .formatted(ordinal, name, capability / 10, capability % 10);
  }
}
