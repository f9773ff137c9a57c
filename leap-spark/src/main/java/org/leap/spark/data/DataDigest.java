package org.leap.spark.data;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.apache.commons.codec.digest.DigestUtils;

/** What tells one data set of ready minibatches from another: their content, in its order. */
public final class DataDigest {
  private DataDigest() {}

  /**
   * The number of examples and the SHA-256 of their minibatches, which are read once.
   *
   * @param data of {@link DataSetChunk}s
   */
  public static String of(ChunkedData data) {
    MessageDigest all = DigestUtils.getSha256Digest();
    // Collected in the order of the chunks, whatever the order they are read in.
    data.chunks().toJavaRDD().map(DataDigest::of).collect().forEach(all::update);
    return "%s examples, sha256 %s"
        .formatted(data.layout().examples(), HexFormat.of().formatHex(all.digest()));
  }

  private static byte[] of(Chunk chunk) throws IOException {
    MessageDigest digest = DigestUtils.getSha256Digest();
    try (DataOutputStream out =
        new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
      ((DataSetChunk) chunk).write(out);
    }
    return digest.digest();
  }
}
