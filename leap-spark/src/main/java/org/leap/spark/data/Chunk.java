package org.leap.spark.data;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;

/**
 * A run of examples that are stored and moved together: {@code [n, shape.size()]} unsigned bytes,
 * row by row, and one label a row. Not to be modified.
 */
public sealed class Chunk implements Externalizable permits DataSetChunk {
  private static final long serialVersionUID = 1L;

  private byte[] features;
  private int[] labels;

  /** For deserialization only. */
  public Chunk() {}

  /** Takes the arrays as they are, without a copy. */
  public Chunk(byte[] features, int[] labels) {
    if (labels.length == 0 || features.length % labels.length != 0) {
      throw new IllegalArgumentException(
          "Invalid chunk: %d bytes of features for %d labels"
              .formatted(features.length, labels.length));
    }
    this.features = features;
    this.labels = labels;
  }

  public int examples() {
    return labels.length;
  }

  byte[] features() {
    return features;
  }

  int[] labels() {
    return labels;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeInt(features.length);
    out.write(features);
    out.writeInt(labels.length);
    for (int label : labels) {
      out.writeInt(label);
    }
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException {
    features = new byte[in.readInt()];
    in.readFully(features);
    labels = new int[in.readInt()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = in.readInt();
    }
  }
}
