package org.leap.spark.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.commons.codec.digest.DigestUtils;
import org.leap.spark.checkpoint.CheckpointStore.BadCheckpointException;
import org.leap.spark.engine.NetworkState;

/** Little-endian floats, and doubles of losses: the parts of a checkpoint one after the other. */
final class StateFile {
  static final String FILE = "state.bin";
  private static final int BLOCK = 1 << 14;

  private StateFile() {}

  /** Writes a checkpoint's arrays and returns the SHA-256 of what was written. */
  static String write(Checkpoint checkpoint, OutputStream out) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    for (float[] part : StateParts.of(checkpoint).values()) {
      write(part, out, digest);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of a state alone. */
  static String sha256(NetworkState state) {
    MessageDigest digest = DigestUtils.getSha256Digest();
    try {
      write(state.parameters(), OutputStream.nullOutputStream(), digest);
      write(state.optimizerState(), OutputStream.nullOutputStream(), digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "parameters and optimizer state of sha256 " + HexFormat.of().formatHex(digest.digest());
  }

  private static void write(float[] values, OutputStream out, MessageDigest digest)
      throws IOException {
    byte[] bytes = new byte[BLOCK * Float.BYTES];
    FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int start = 0; start < values.length; start += BLOCK) {
      int n = Math.min(BLOCK, values.length - start);
      floats.put(0, values, start, n);
      digest.update(bytes, 0, n * Float.BYTES);
      out.write(bytes, 0, n * Float.BYTES);
    }
  }

  /** Refuses a file that is not the one that the manifest describes. */
  static Checkpoint read(Manifest manifest, InputStream in) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    try {
      Map<String, float[]> parts = new HashMap<>();
      for (var part : manifest.parts().entrySet()) {
        parts.put(part.getKey(), read(part.getValue(), in, digest));
      }
      if (in.read() >= 0) {
        throw new BadCheckpointException("its state is longer than its manifest says");
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(manifest.sha256())) {
        throw new BadCheckpointException("its state is damaged: the checksum does not match");
      }
      return manifest.checkpoint(parts);
    } catch (EOFException e) {
      throw new BadCheckpointException("its state is shorter than its manifest says");
    }
  }

  private static float[] read(int count, InputStream in, MessageDigest digest) throws IOException {
    float[] values = new float[count];
    byte[] bytes = new byte[BLOCK * Float.BYTES];
    FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int start = 0; start < count; start += BLOCK) {
      int n = Math.min(BLOCK, count - start);
      if (in.readNBytes(bytes, 0, n * Float.BYTES) < n * Float.BYTES) {
        throw new EOFException();
      }
      digest.update(bytes, 0, n * Float.BYTES);
      floats.get(0, values, start, n);
    }
    return values;
  }

  /** Whether it is the file that the manifest describes, without keeping any of it. */
  static boolean matches(Manifest manifest, InputStream in) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    byte[] bytes = new byte[BLOCK * Float.BYTES];
    long length = 0;
    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
      digest.update(bytes, 0, n);
      length += n;
    }
    return length == manifest.bytes()
        && HexFormat.of().formatHex(digest.digest()).equals(manifest.sha256());
  }
}
