package org.leap.core.cuda;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the compiler's library is looked for. */
final class NvrtcLibrary {
  /** Names the library, or a folder that holds it. */
  private static final String VARIABLE = "LEAP_NVRTC";

  /** Older ones first, as every driver accepts their code and most know all GPUs of today. */
  private static final List<String> NAMES =
      List.of("libnvrtc.so.11.2", "libnvrtc.so.12", "libnvrtc.so.13", "libnvrtc.so");

  private NvrtcLibrary() {}

  static NvrtcApi load(Map<String, String> environment) {
    List<String> tried = new ArrayList<>();
    for (String candidate : candidates(environment)) {
      try {
        loadBuiltins(Path.of(candidate));
        return Native.loadLibrary(candidate, NvrtcApi.class);
      } catch (UnsatisfiedLinkError e) {
        tried.add(candidate);
      }
    }
    throw new CudaException(
        "NVRTC, the CUDA run-time compiler, cannot be loaded: tried "
            + String.join(", ", tried)
            + ". Install it (it is part of the CUDA toolkit; Debian's package is libnvrtc11.2) or"
            + " set "
            + VARIABLE
            + " to the library's path");
  }

  private static List<String> candidates(Map<String, String> environment) {
    String chosen = environment.get(VARIABLE);
    if (chosen != null) {
      return Files.isDirectory(Path.of(chosen)) ? existing(Path.of(chosen)) : List.of(chosen);
    }
    List<String> candidates = new ArrayList<>(NAMES);
    for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
      if (environment.get(variable) != null) {
        candidates.addAll(existing(Path.of(environment.get(variable), "lib64")));
      }
    }
    candidates.addAll(existing(Path.of("/usr/local/cuda/lib64")));
    return candidates;
  }

  private static List<String> existing(Path folder) {
    return NAMES.stream().map(folder::resolve).filter(Files::exists).map(Path::toString).toList();
  }

  /** NVRTC looks for its other half by name alone, which is found if it is loaded already. */
  private static void loadBuiltins(Path library) {
    if (!library.isAbsolute() || !Files.exists(library)) {
      return;
    }
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(library.getParent(), "libnvrtc-builtins.so.*")) {
      files.forEach(file -> NativeLibrary.getInstance(file.toString()));
    } catch (IOException e) {
      throw new CudaException("the folder of " + library + " cannot be read", e);
    }
  }
}
