package org.leap.core.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds a library that looks like the CUDA driver and runs noise.cu on the CPU. */
final class HostDriver {
  private HostDriver() {}

  /** The library's path. Skips the test where no C++ compiler is installed. */
  static String build(Path folder, String kernels, String... options) throws Exception {
    Path source = Files.writeString(folder.resolve("noise.cu"), kernels);
    Path driver = folder.resolve("host_driver.cpp");
    try (InputStream in = HostDriver.class.getResourceAsStream("host_driver.cpp")) {
      Files.write(driver, in.readAllBytes());
    }
    Path library = folder.resolve("libhostcuda.so");
    List<String> command =
        new ArrayList<>(List.of("g++", "-shared", "-fPIC", "-O2", "-ffp-contract=off"));
    // Several such libraries in one process must not call one another.
    command.add("-Wl,-Bsymbolic");
    command.add("-DKERNELS=\"" + source + "\"");
    command.addAll(List.of(options));
    command.addAll(List.of(driver.toString(), "-o", library.toString()));
    Process compiler = start(command);
    String report = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, compiler.waitFor(), report);
    return library.toString();
  }

  private static Process start(List<String> command) {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, "no C++ compiler to run the CUDA source with: " + e.getMessage());
      throw new AssertionError(e);
    }
  }
}
