package org.leap.core.step;

import org.leap.core.onednn.Layout;

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

  Layout.Type type() {
    return type;
  }
}
