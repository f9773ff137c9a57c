package org.leap.core.step;

import java.util.Optional;
import org.leap.core.onednn.Layout;
import org.leap.core.onednn.OneDnn;

/**
 * Of what activations and the factors of products are. Sums in products, parameters, statistics of
 * normalization, losses and updates are float32 in any case.
 */
public enum Precision {
  FLOAT32(Layout.Type.FLOAT32),
  /** Eight bits of exponent, as float32, and seven of mantissa; losses need no scaling. */
  BFLOAT16(Layout.Type.BFLOAT16);

  private final Layout.Type type;

  Precision(Layout.Type type) {
    this.type = type;
  }

  /** Why this process cannot compute so; empty where it can. */
  public Optional<String> obstacle() {
    if (this == FLOAT32 || OneDnn.hasBfloat16()) {
      return Optional.empty();
    }
    return Optional.of(
        OneDnn.obstacle()
            .orElse(
                "this processor has no instructions for bfloat16 (avx512_bf16 or amx_bf16 in"
                    + " /proc/cpuinfo)"));
  }

  Layout.Type type() {
    return type;
  }
}
