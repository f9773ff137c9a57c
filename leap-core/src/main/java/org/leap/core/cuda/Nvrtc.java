package org.leap.core.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The run-time compiler for CUDA C. Needs neither a GPU nor a driver. */
public final class Nvrtc {
  /** One rounding for each operation written, as on a CPU. */
  private static final String[] EXACT = {
    "--fmad=false", "--ftz=false", "--prec-sqrt=true", "--prec-div=true"
  };

  private final NvrtcApi api;

  private Nvrtc(NvrtcApi api) {
    this.api = api;
  }

  /**
   * Loads the library: that of the environment variable LEAP_NVRTC, of the system or of
   * /usr/local/cuda.
   *
   * @throws CudaException when there is none
   */
  public static Nvrtc load() {
    return new Nvrtc(NvrtcLibrary.load(System.getenv()));
  }

  /** Version of the compiler, such as 11.8. */
  public String version() {
    var major = new IntByReference();
    var minor = new IntByReference();
    check(api.nvrtcVersion(major, minor), "nvrtcVersion");
    return major.getValue() + "." + minor.getValue();
  }

  /**
   * Compiles for a GPU: to its machine code or, if this compiler does not know it yet, to PTX of
   * the newest architecture before it, which the driver translates.
   *
   * @param capability compute capability in tenths: 80 for 8.0
   * @throws CudaException when the source has errors, with the compiler's report, or the GPU is
   *     older than this compiler supports
   */
  public byte[] compileFor(int capability, String name, String source) {
    int architecture = newest(capability);
    String kind = architecture == capability ? "sm_" : "compute_";
    return compile(kind + architecture, name, source);
  }

  /**
   * Compiles without contraction of products and sums.
   *
   * @param architecture such as {@code compute_80} for PTX or {@code sm_80} for machine code
   */
  byte[] compile(String architecture, String name, String source) {
    var program = new PointerByReference();
    check(api.nvrtcCreateProgram(program, source, name, 0, null, null), "nvrtcCreateProgram");
    try {
      String[] options = Arrays.copyOf(EXACT, EXACT.length + 1);
      options[EXACT.length] = "--gpu-architecture=" + architecture;
      int result = api.nvrtcCompileProgram(program.getValue(), options.length, options);
      if (result != 0) {
        throw new CudaException(
            name
                + " cannot be compiled for "
                + architecture
                + " by NVRTC "
                + version()
                + " ("
                + api.nvrtcGetErrorString(result)
                + "): "
                + log(program.getValue()));
      }
      return architecture.startsWith("sm_") ? cubin(program.getValue()) : ptx(program.getValue());
    } finally {
      check(api.nvrtcDestroyProgram(program), "nvrtcDestroyProgram");
    }
  }

  /** The newest architecture whose code runs on a GPU of that compute capability. */
  private int newest(int capability) {
    int[] supported = architectures();
    return Arrays.stream(supported)
        .filter(architecture -> architecture <= capability)
        .max()
        .orElseThrow(
            () ->
                new CudaException(
                    "NVRTC "
                        + version()
                        + " compiles for compute capabilities from "
                        + Arrays.stream(supported).min().orElse(0) / 10.0
                        + " on, not for "
                        + capability / 10.0
                        + ": set LEAP_NVRTC to the path of an older one"));
  }

  /** Compute capabilities, in tenths. */
  int[] architectures() {
    var count = new IntByReference();
    check(api.nvrtcGetNumSupportedArchs(count), "nvrtcGetNumSupportedArchs");
    int[] architectures = new int[count.getValue()];
    check(api.nvrtcGetSupportedArchs(architectures), "nvrtcGetSupportedArchs");
    return architectures;
  }

  private byte[] ptx(Pointer program) {
    var bytes = new LongByReference();
    check(api.nvrtcGetPTXSize(program, bytes), "nvrtcGetPTXSize");
    byte[] ptx = new byte[Math.toIntExact(bytes.getValue())];
    check(api.nvrtcGetPTX(program, ptx), "nvrtcGetPTX");
    return ptx;
  }

  private byte[] cubin(Pointer program) {
    var bytes = new LongByReference();
    check(api.nvrtcGetCUBINSize(program, bytes), "nvrtcGetCUBINSize");
    byte[] cubin = new byte[Math.toIntExact(bytes.getValue())];
    check(api.nvrtcGetCUBIN(program, cubin), "nvrtcGetCUBIN");
    return cubin;
  }

  private String log(Pointer program) {
    var bytes = new LongByReference();
    check(api.nvrtcGetProgramLogSize(program, bytes), "nvrtcGetProgramLogSize");
    byte[] log = new byte[Math.toIntExact(bytes.getValue())];
    check(api.nvrtcGetProgramLog(program, log), "nvrtcGetProgramLog");
    return new String(log, 0, Math.max(0, log.length - 1), StandardCharsets.UTF_8).strip();
  }

  private void check(int result, String call) {
    if (result != 0) {
      throw new CudaException(call + " failed: " + api.nvrtcGetErrorString(result));
    }
  }

  /** Functions of nvrtc.h. Sizes are those of 64 bits. */
  interface NvrtcApi extends Library {
    String nvrtcGetErrorString(int error);

    int nvrtcVersion(IntByReference major, IntByReference minor);

    int nvrtcGetNumSupportedArchs(IntByReference count);

    int nvrtcGetSupportedArchs(int[] architectures);

    int nvrtcCreateProgram(
        PointerByReference program,
        String source,
        String name,
        int headers,
        Pointer headerSources,
        Pointer headerNames);

    int nvrtcDestroyProgram(PointerByReference program);

    int nvrtcCompileProgram(Pointer program, int count, String[] options);

    int nvrtcGetProgramLogSize(Pointer program, LongByReference bytes);

    int nvrtcGetProgramLog(Pointer program, byte[] log);

    int nvrtcGetPTXSize(Pointer program, LongByReference bytes);

    int nvrtcGetPTX(Pointer program, byte[] ptx);

    int nvrtcGetCUBINSize(Pointer program, LongByReference bytes);

    int nvrtcGetCUBIN(Pointer program, byte[] cubin);
  }

  /** Where the compiler's library is looked for. */
  static final class NvrtcLibrary {
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
}
