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

  private OneDnn() {}

  /** Loaded when first used, so that a process without the library can ask. */
  private static final class Library {
    static final dnnl_engine ENGINE = new dnnl_engine();

    static {
      check(dnnl_engine_create(ENGINE, dnnl_cpu, 0), "an engine");
    }
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

  /**
   * Whether the processor has instructions for bfloat16; without them it is slower than float32.
   */
  public static boolean hasBfloat16() {
    return obstacle().isEmpty()
        && (dnnl_get_effective_cpu_isa() & BFLOAT16_INSTRUCTIONS) == BFLOAT16_INSTRUCTIONS;
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
