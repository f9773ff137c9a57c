package org.leap.core.noise;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Prints a virtual machine's kernel and the digest of what it generates. */
final class KernelBits {
  private static final int VALUES = 1 << 13;

  private KernelBits() {}

  public static void main(String[] args) throws NoSuchAlgorithmException {
    GaussianKernel kernel = KernelChoice.VECTOR;
    String name = (kernel == null ? KernelChoice.SCALAR : kernel).name();
    System.out.println(name + " " + digest());
  }

  /** SHA-256 of values of the kernel that will serve, warm or not. */
  static String digest() throws NoSuchAlgorithmException {
    GaussianKernel kernel = KernelChoice.VECTOR;
    if (kernel == null) {
      kernel = KernelChoice.SCALAR;
    }
    var scratch = new Scratch();
    var key = new Threefry4x32.Key(2026, 1, Distribution.GAUSSIAN.domain());
    var bytes = ByteBuffer.allocate(4 * VALUES);
    float[] data = new float[Scratch.CHUNK];
    for (int chunk = 0; chunk < VALUES / Scratch.CHUNK; chunk++) {
      Arrays.fill(data, 0.1f);
      kernel.words(key, chunk, 16L * chunk, Scratch.COUNTERS, scratch.words);
      kernel.scale(scratch, Scratch.COUNTERS, data, 0, 0.3f, 1);
      bytes.asFloatBuffer().put(data);
      bytes.position(bytes.position() + 4 * data.length);
    }
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }
}
