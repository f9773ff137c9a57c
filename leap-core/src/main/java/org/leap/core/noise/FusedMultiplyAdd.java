package org.leap.core.noise;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * {@code a * b + c}, rounded once. {@link Math#fma} is exact everywhere, but computes with
 * BigDecimal, a thousand times slower, where the processor has no such instruction.
 */
final class FusedMultiplyAdd {
  /** Whether the JIT turns {@link Math#fma} into one instruction. */
  static final boolean IN_HARDWARE = inHardware();

  private FusedMultiplyAdd() {}

  static float fma(float a, float b, float c) {
    return IN_HARDWARE ? Math.fma(a, b, c) : emulated(a, b, c);
  }

  /**
   * The product of two floats is exact in double. The sum is rounded to odd, so that rounding it
   * again to float gives what one rounding would (Boldo, Melquiond: Emulation of FMA and correctly
   * rounded sums, 2008).
   */
  static float emulated(float a, float b, float c) {
    double product = (double) a * b;
    double sum = product + c;
    double part = sum - product;
    double error = (product - (sum - part)) + (c - part);
    long bits = Double.doubleToRawLongBits(sum);
    if (error != 0 && (bits & 1) == 0 && Double.isFinite(sum)) {
      sum = Double.longBitsToDouble(error > 0 == sum > 0 ? bits + 1 : bits - 1);
    }
    return (float) sum;
  }

  private static boolean inHardware() {
    try {
      var diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return diagnostics != null
          && Boolean.parseBoolean(diagnostics.getVMOption("UseFMA").getValue());
    } catch (IllegalArgumentException e) {
      return false; // a virtual machine that does not know the flag
    }
  }
}
