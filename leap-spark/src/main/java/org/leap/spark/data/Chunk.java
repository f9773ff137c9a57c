package org.leap.spark.data;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.leap.core.graph.NodeGraph;

/**
 * A run of examples that are stored and moved together: {@code [n, shape.bytes()]} bytes of
 * features, row by row, and one label a row. Not to be modified.
 */
public sealed class Chunk implements Externalizable permits DataSetChunk {
  private static final long serialVersionUID = 1L;

  private byte[] features;
  private int[] labels;
  private NodeGraph graph;

  /** For deserialization only. */
  public Chunk() {}

  /** Takes the arrays as they are, without a copy. */
  public Chunk(byte[] features, int[] labels) {
    this(features, labels, null);
  }

  private Chunk(byte[] features, int[] labels, NodeGraph graph) {
    if (labels.length == 0 || features.length % labels.length != 0) {
      throw new IllegalArgumentException(
          "Invalid chunk: %s bytes of features for %s labels"
              .formatted(features.length, labels.length));
    }
    this.features = features;
    this.labels = labels;
    this.graph = graph;
  }

  /**
   * Examples that are nodes of a graph, whose features are their numbers: one {@link
   * FeatureType#FLOAT32} each.
   *
   * @param nodes numbers in the graph
   * @param labels class of each of them
   */
  public static Chunk ofNodes(NodeGraph graph, int[] nodes, int[] labels) {
    ByteBuffer features =
        ByteBuffer.allocate(nodes.length * FeatureType.FLOAT32.bytes())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int node : nodes) {
      features.putFloat((float) node);
    }
    return new Chunk(features.array(), labels, graph);
  }

  /** The graph whose nodes the examples are, if they are. */
  public Optional<NodeGraph> graph() {
    return Optional.ofNullable(graph);
  }

  /** Number of examples. */
  public int examples() {
    return labels.length;
  }

  /** Approximate size in memory, in bytes. */
  long bytes() {
    return features.length;
  }

  /** {@code [n, shape.bytes()]}; not to be modified. */
  public byte[] features() {
    return features;
  }

  /** {@code [n]}, as {@link ExampleShape} has it; not to be modified. */
  public int[] labels() {
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
    out.writeBoolean(graph != null);
    if (graph != null) {
      graph.write(out);
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
    graph = in.readBoolean() ? NodeGraph.read(in) : null;
  }
}
