package org.leap.spark.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.commons.codec.digest.DigestUtils;
import org.leap.spark.checkpoint.CheckpointStore.BadCheckpointException;
import org.leap.spark.engine.ModelMean;
import org.leap.spark.engine.NetworkState;

/**
 * Little-endian floats: the network's parameters, its optimizer state, a mean of parameters if
 * there is one, and the state of the outer optimizer if it keeps any.
 */
final class StateFile {
  static final String FILE = "state.bin";
  private static final int BLOCK = 1 << 14;

  private StateFile() {}

  /** Writes a checkpoint's arrays and returns the SHA-256 of what was written. */
  static String write(Checkpoint checkpoint, OutputStream out) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    write(checkpoint.state().parameters(), out, digest);
    write(checkpoint.state().optimizerState(), out, digest);
    write(checkpoint.memory().mean().parameters(), out, digest);
    write(checkpoint.state().outerState(), out, digest);
    return HexFormat.of().formatHex(digest.digest());
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
      float[] parameters = read(manifest.parameters(), in, digest);
      float[] optimizerState = read(manifest.optimizerState(), in, digest);
      float[] mean = read(manifest.mean(), in, digest);
      float[] outerState = read(manifest.outerFloats(), in, digest);
      if (in.read() >= 0) {
        throw new BadCheckpointException("its state is longer than its manifest says");
      }
      if (!HexFormat.of().formatHex(digest.digest()).equals(manifest.sha256())) {
        throw new BadCheckpointException("its state is damaged: the checksum does not match");
      }
      return new Checkpoint(
          manifest.rounds(),
          manifest.step(),
          manifest.fingerprint(),
          new NetworkState(parameters, optimizerState, outerState),
          new RunMemory(
              manifest.evaluations(),
              new ModelMean(manifest.meanModels(), mean),
              manifest.evaluationDue() != null && manifest.evaluationDue()),
          Optional.ofNullable(manifest.identity()));
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
