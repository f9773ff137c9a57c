package org.leap.core.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_cpu;
import static org.bytedeco.dnnl.global.dnnl.dnnl_engine_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_get_effective_cpu_isa;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;
import static org.bytedeco.dnnl.global.dnnl.dnnl_version;

import java.util.Optional;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_version_t;

/** oneDNN on this process's processor. */
public final class OneDnn {
  /** {@code dnnl_cpu_isa_avx512_core_bf16} and what comes after it. */
  private static final int BFLOAT16_INSTRUCTIONS = 0xe7;

  private static final int AVX512 = 0x27;

  private OneDnn() {}

  /** Loaded when first used, so that a process without the library can ask. */
  private static final class Library {
    static final dnnl_engine ENGINE = new dnnl_engine();

    static {
      check(dnnl_engine_create(ENGINE, dnnl_cpu, 0), "an engine");
    }
  }

  /** What oneDNN makes of bfloat16 on this processor. */
  public enum Bfloat16 {
    /** The processor has instructions for it. */
    NATIVE,
    /** It computes with other instructions, slower than in float32. */
    EMULATED,
    /** It refuses. */
    NONE
  }

  /** Why it cannot be called; empty where it can. */
  public static Optional<String> obstacle() {
    try {
      engine();
      return Optional.empty();
    } catch (LinkageError | IllegalStateException e) {
      return Optional.of(
          "oneDNN (org.bytedeco:dnnl) cannot be loaded: " + String.valueOf(e.getMessage()));
    }
  }

  /** One line, equal in processes in which it gives equal bits. */
  public static String description() {
    if (obstacle().isPresent()) {
      return "no oneDNN";
    }
    dnnl_version_t version = dnnl_version();
    return "oneDNN %s.%s.%s with instructions %s"
        .formatted(
            version.major(),
            version.minor(),
            version.patch(),
            Integer.toHexString(dnnl_get_effective_cpu_isa()));
  }

  /** What this processor makes of bfloat16. */
  public static Bfloat16 bfloat16() {
    if (obstacle().isPresent()) {
      return Bfloat16.NONE;
    }
    int instructions = dnnl_get_effective_cpu_isa();
    if ((instructions & BFLOAT16_INSTRUCTIONS) == BFLOAT16_INSTRUCTIONS) {
      return Bfloat16.NATIVE;
    }
    return (instructions & AVX512) == AVX512 ? Bfloat16.EMULATED : Bfloat16.NONE;
  }

  static dnnl_engine engine() {
    return Library.ENGINE;
  }

  static void check(int status, String what) {
    if (status != dnnl_success) {
      throw new IllegalStateException("oneDNN has refused " + what + ": status " + status);
    }
  }
}
