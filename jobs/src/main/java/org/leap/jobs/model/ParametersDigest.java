package org.leap.jobs.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;

/** The identity of a result. */
public final class ParametersDigest {
  private static final int BLOCK = 4096;

  private ParametersDigest() {}

  /** SHA-256 of the parameters as little-endian floats, in hexadecimal. */
  public static String sha256(float[] parameters) {
    MessageDigest digest = DigestUtils.getSha256Digest();
    ByteBuffer bytes = ByteBuffer.allocate(BLOCK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int start = 0; start < parameters.length; start += BLOCK) {
      int n = Math.min(BLOCK, parameters.length - start);
      bytes.clear();
      bytes.asFloatBuffer().put(parameters, start, n);
      digest.update(bytes.array(), 0, n * Float.BYTES);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
