package org.leap.core.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.leap.core.noise.NoiseStream;

/** Compiles by the real library where it is installed, which needs no GPU. */
class NvrtcTest {
  @Test
  @Tag("external-tools")
  void noiseKernelsCompileForEveryArchitectureThatTheLibraryKnows() {
    Nvrtc nvrtc = nvrtc();
    int[] architectures = nvrtc.architectures();
    assertTrue(Arrays.stream(architectures).anyMatch(a -> a == 80), nvrtc::version);
    for (int architecture : architectures) {
      assertCompiles(nvrtc, architecture);
    }
  }

  private static void assertCompiles(Nvrtc nvrtc, int architecture) {
    String ptx = text(nvrtc.compile("compute_" + architecture, "noise.cu", source()));
    assertTrue(ptx.contains(".target sm_" + architecture), ptx);
    for (String kernel : new String[] {"gaussian", "truncated", "uniform", "rademacher"}) {
      assertTrue(ptx.contains(".visible .entry perturb_" + kernel + "("), kernel);
    }
    assertFalse(ptx.contains(".ftz"), "subnormal numbers are flushed");
    assertFalse(ptx.contains("approx"), "an operation is not rounded correctly");
    var mayBeFused = Pattern.compile("(add|sub|mul)\\.f32").matcher(ptx);
    assertFalse(mayBeFused.find(), "the driver may contract an operation");
  }

  @Test
  @Tag("external-tools")
  void productsAndSumsAreNotFused() {
    String source = "extern \"C\" __global__ void f(float *x) { x[0] = x[1] * x[2] + x[3]; }";
    String ptx = text(nvrtc().compile("compute_80", "f.cu", source));
    assertFalse(ptx.contains("fma"), ptx);
    assertTrue(ptx.contains("mul.rn.f32") && ptx.contains("add.rn.f32"), ptx);
  }

  @Test
  @Tag("external-tools")
  void gpuOfAKnownArchitectureGetsMachineCodeAndANewerOnePtx() {
    byte[] known = nvrtc().compileFor(80, "noise.cu", source());
    assertEquals("\u007fELF", new String(known, 0, 4, StandardCharsets.ISO_8859_1));
    String newer = text(nvrtc().compileFor(81, "noise.cu", source()));
    assertTrue(newer.contains(".target sm_80"), newer);
  }

  @Test
  @Tag("external-tools")
  void sourceWithErrorsIsRefusedWithTheCompilersReport() {
    Nvrtc nvrtc = nvrtc();
    var e =
        assertThrows(
            CudaException.class, () -> nvrtc.compile("compute_80", "bad.cu", "float x = y;"));
    assertTrue(
        e.getMessage().startsWith("bad.cu cannot be compiled for compute_80"), e::getMessage);
    assertTrue(e.getMessage().contains("identifier \"y\" is undefined"), e::getMessage);
  }

  @Test
  @Tag("external-tools")
  void gpuOlderThanTheCompilerKnowsIsRefused() {
    Nvrtc nvrtc = nvrtc();
    var e = assertThrows(CudaException.class, () -> nvrtc.compileFor(20, "noise.cu", source()));
    assertTrue(e.getMessage().contains("not for 2.0"), e::getMessage);
  }

  @Test
  void missingLibraryIsNamedWithWhatToDo() {
    Map<String, String> environment = Map.of("LEAP_NVRTC", "/nowhere/libnvrtc.so.11.2");
    var e = assertThrows(CudaException.class, () -> Nvrtc.NvrtcLibrary.load(environment));
    assertTrue(e.getMessage().contains("tried /nowhere/libnvrtc.so.11.2. Install"), e::getMessage);
  }

  private static Nvrtc nvrtc() {
    try {
      return Nvrtc.load();
    } catch (CudaException e) {
      assumeTrue(false, e.getMessage());
      throw e;
    }
  }

  private static String source() {
    try (InputStream in = NoiseStream.class.getResourceAsStream("noise.cu")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(byte[] ptx) {
    return new String(ptx, StandardCharsets.US_ASCII);
  }
}
