package org.leap.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/** ND4J's native binaries in this program, and whether this machine can run them. */
public final class NativeBackend {
  private static final List<String> PLATFORMS =
      List.of("linux-x86_64", "linux-arm64", "macosx-x86_64", "macosx-arm64", "windows-x86_64");
  private static final List<String> EXTENSIONS =
      List.of("", "-onednn", "-avx2", "-onednn-avx2", "-avx512", "-onednn-avx512");
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private NativeBackend() {}

  /**
   * Refuses to go on where ND4J would crash or fail without saying why. Call before anything of
   * ND4J is loaded.
   *
   * @throws IllegalStateException if the binaries are for another platform, or use instructions
   *     that this processor lacks, or are for CUDA and a GPU is missing or unfit; says how to build
   *     the ones that run here
   */
  public static void check() {
    String problem =
        CudaBackend.isPresent()
            ? CudaBackend.problem()
            : problem(Loader.Detector.getPlatform(), binaries(), instructionSets());
    if (problem != null) {
      throw new IllegalStateException(problem);
    }
  }

  /**
   * What keeps these binaries from running, or null.
   *
   * @param platform of this machine
   * @param binaries classifiers of the binaries at hand
   * @param instructionSets of this machine's processor, empty if unknown
   */
  static String problem(String platform, List<String> binaries, Set<String> instructionSets) {
    if (binaries.isEmpty()) {
      return null;
    }
    List<String> own = binaries.stream().filter(name -> name.startsWith(platform)).toList();
    if (own.isEmpty()) {
      return "The native binaries are %s, this machine is %s: build with %s"
          .formatted(String.join(", ", binaries), platform, profile(platform));
    }
    List<String> missing = own.stream().map(name -> missing(name, instructionSets)).toList();
    if (missing.contains(null) || instructionSets.isEmpty()) {
      return null;
    }
    return "The native binaries %s need %s, which this processor lacks: build with %s"
        .formatted(own.get(0), missing.get(0), profile(platform));
  }

  private static String profile(String platform) {
    return platform.equals("linux-x86_64") ? "no -Dnd4j.classifier" : "-P" + platform;
  }

  private static String missing(String binaries, Set<String> instructionSets) {
    String needed =
        binaries.endsWith("-avx512") ? "avx512f" : binaries.endsWith("-avx2") ? "avx2" : null;
    return needed == null || instructionSets.contains(needed) ? null : needed;
  }

  static List<String> binaries() {
    List<String> found = new ArrayList<>();
    for (String platform : PLATFORMS) {
      String library =
          platform.startsWith("windows")
              ? "libnd4jcpu.dll"
              : platform.startsWith("macosx") ? "libnd4jcpu.dylib" : "libnd4jcpu.so";
      for (String extension : EXTENSIONS) {
        String folder = "org/nd4j/linalg/cpu/nativecpu/bindings/" + platform + extension + "/";
        if (NativeBackend.class.getClassLoader().getResource(folder + library) != null) {
          found.add(platform + extension);
        }
      }
    }
    return found;
  }

  private static Set<String> instructionSets() {
    if (!Files.isReadable(PROCESSORS)) {
      return Set.of();
    }
    try (Stream<String> lines = Files.lines(PROCESSORS, StandardCharsets.UTF_8)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(
              line ->
                  Set.copyOf(List.of(line.substring(line.indexOf(':') + 1).trim().split("\\s+"))))
          .orElse(Set.of());
    } catch (IOException e) {
      throw new IllegalStateException("Cannot read " + PROCESSORS, e);
    }
  }
}
