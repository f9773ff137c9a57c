package org.leap.core.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelAgreementTest {
  private static final Threefry4x32.Key KEY =
      new Threefry4x32.Key(-77, 5, Distribution.GAUSSIAN.domain());

  @Test
  void vectorAndScalarKernelGiveTheSameBits() {
    GaussianKernel vector = KernelChoice.VECTOR;
    assertNotNull(vector, "no vector kernel: is the build's argLine without its module?");
    for (int counters : new int[] {16, 48, 128}) {
      assertArrayEquals(factors(KernelChoice.SCALAR, counters), factors(vector, counters));
    }
  }

  @Test
  void wordsAreThoseOfTheGeneralCipher() {
    int[] words = new Scratch().words;
    KernelChoice.SCALAR.words(KEY, 1L << 40, (3L << 32) + 16, 128, words);
    for (int c = 0; c < 128; c++) {
      for (int k = 0; k < 4; k++) {
        int expected = KEY.word(1L << 40, (3L << 32) + 16 + c, k);
        assertEquals(expected, words[k * Scratch.COUNTERS + c]);
      }
    }
  }

  /** Without the module, for each vector length, without AVX-512 and without fused operations. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-XX:-UseFMA",
        "--add-modules jdk.incubator.vector",
        "--add-modules jdk.incubator.vector -XX:MaxVectorSize=32",
        "--add-modules jdk.incubator.vector -XX:MaxVectorSize=16",
        "--add-modules jdk.incubator.vector -XX:UseAVX=2"
      })
  void otherVirtualMachinesGiveTheSameBits(String options) throws Exception {
    String expected = KernelBits.digest();
    String[] other = run(options).split(" ", 2);
    boolean vector = options.contains("vector") && KernelChoice.VECTOR != null;
    assertTrue(
        other[0].startsWith(vector ? "vector-" : "scalar"), options + " gave kernel " + other[0]);
    assertEquals(expected, other[1], options);
  }

  private static String run(String options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.addAll(Arrays.asList(options.split(" ", -1)));
    command.removeIf(String::isEmpty);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(KernelBits.class.getName());
    File errors = File.createTempFile("leap-kernel", ".err");
    Process process = new ProcessBuilder(command).redirectError(errors).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the other virtual machine hangs");
    assertEquals(0, process.exitValue(), "see " + errors);
    errors.delete();
    return output.trim();
  }

  private static float[] factors(GaussianKernel kernel, int counters) {
    var scratch = new Scratch();
    float[] data = new float[Scratch.CHUNK + 3];
    Arrays.fill(data, 1);
    kernel.words(KEY, 12, 1L << 33, counters, scratch.words);
    kernel.scale(scratch, counters, data, 3, 0.4f, 1);
    return data;
  }
}
