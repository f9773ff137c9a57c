package org.leap.core.graph;

import static java.util.Objects.requireNonNull;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An undirected graph whose nodes have features. Every edge is known to both of its nodes, once; an
 * edge from a node to itself is left out, because the networks add their own. Immutable.
 */
public final class NodeGraph {
  /** Networks take node numbers as single precision, which is exact up to here. */
  public static final int MOST_NODES = 1 << 24;

  private final int[] starts;
  private final int[] neighbours;
  private final SparseMatrix features;

  private NodeGraph(int[] starts, int[] neighbours, SparseMatrix features) {
    this.starts = starts;
    this.neighbours = neighbours;
    this.features = features;
  }

  /**
   * A graph of as many nodes as the features have rows.
   *
   * @param from one end of each edge, in any direction and any number of times
   * @param to its other end
   * @throws IllegalArgumentException if an end is no node
   */
  public static NodeGraph of(int[] from, int[] to, SparseMatrix features) {
    int nodes = requireNonNull(features, "features is null").rows();
    if (nodes < 1 || nodes > MOST_NODES || from.length != to.length) {
      throw new IllegalArgumentException(
          "%s nodes with edges from %s to %s nodes are not a graph; it has 1 to %s nodes"
              .formatted(nodes, from.length, to.length, MOST_NODES));
    }
    int[] starts = new int[nodes + 1];
    for (int e = 0; e < from.length; e++) {
      starts[checked(from[e], nodes) + 1]++;
      starts[checked(to[e], nodes) + 1]++;
    }
    for (int node = 0; node < nodes; node++) {
      starts[node + 1] = Math.addExact(starts[node + 1], starts[node]);
    }
    int[] ends = new int[starts[nodes]];
    int[] next = Arrays.copyOf(starts, nodes);
    for (int e = 0; e < from.length; e++) {
      ends[next[from[e]]++] = to[e];
      ends[next[to[e]]++] = from[e];
    }
    return withoutRepeats(starts, ends, features);
  }

  private static int checked(int node, int nodes) {
    if (node < 0 || node >= nodes) {
      throw new IllegalArgumentException(
          "an edge ends at node %s, expected 0 to %s".formatted(node, nodes - 1));
    }
    return node;
  }

  private static NodeGraph withoutRepeats(int[] starts, int[] ends, SparseMatrix features) {
    int nodes = features.rows();
    int[] newStarts = new int[nodes + 1];
    int kept = 0;
    for (int node = 0; node < nodes; node++) {
      Arrays.sort(ends, starts[node], starts[node + 1]);
      int previous = -1;
      for (int i = starts[node]; i < starts[node + 1]; i++) {
        if (ends[i] != previous && ends[i] != node) {
          ends[kept++] = ends[i];
        }
        previous = ends[i];
      }
      newStarts[node + 1] = kept;
    }
    return new NodeGraph(newStarts, Arrays.copyOf(ends, kept), features);
  }

  /** Number of nodes. */
  public int nodes() {
    return starts.length - 1;
  }

  /** Undirected edges between different nodes. */
  public int edges() {
    return neighbours.length / 2;
  }

  /** {@code [nodes, features]}. */
  public SparseMatrix features() {
    return features;
  }

  /** Neighbours of a node. */
  public int degree(int node) {
    return starts[node + 1] - starts[node];
  }

  /** The same graph with other features. */
  public NodeGraph withFeatures(SparseMatrix others) {
    if (others.rows() != nodes()) {
      throw new IllegalArgumentException(
          "features of %s nodes for a graph of %s".formatted(others.rows(), nodes()));
    }
    return new NodeGraph(starts, neighbours, others);
  }

  /**
   * The graph of the given nodes and the edges between them.
   *
   * @param kept rising node numbers; the i-th becomes node i
   */
  public NodeGraph induced(int[] kept) {
    int[] newNumber = new int[nodes()];
    Arrays.fill(newNumber, -1);
    int most = 0;
    for (int i = 0; i < kept.length; i++) {
      if (i > 0 && kept[i] <= kept[i - 1]) {
        throw new IllegalArgumentException(
            "node %s follows node %s, expected rising numbers".formatted(kept[i], kept[i - 1]));
      }
      newNumber[kept[i]] = i;
      most += degree(kept[i]);
    }
    int[] newStarts = new int[kept.length + 1];
    int[] inside = new int[most];
    int count = 0;
    for (int i = 0; i < kept.length; i++) {
      for (int e = starts[kept[i]]; e < starts[kept[i] + 1]; e++) {
        if (newNumber[neighbours[e]] >= 0) {
          inside[count++] = newNumber[neighbours[e]];
        }
      }
      newStarts[i + 1] = count;
    }
    return new NodeGraph(newStarts, Arrays.copyOf(inside, count), features.rows(kept));
  }

  /**
   * Input of a network that is to classify these nodes.
   *
   * @return {@code [n, 1]}, the numbers of the nodes
   */
  public INDArray input(int... wanted) {
    INDArray input = Nd4j.create(DataType.FLOAT, wanted.length, 1);
    for (int i = 0; i < wanted.length; i++) {
      input.putScalar(i, wanted[i]);
    }
    return input;
  }

  /** Where the neighbours of each node start, {@code [nodes + 1]}. Not to be modified. */
  int[] starts() {
    return starts;
  }

  /** Neighbours of all nodes, those of each node rising. Not to be modified. */
  int[] neighbours() {
    return neighbours;
  }

  /** For every node i {@code own * x(i)} plus the sum of its neighbours' {@code x(j)}. */
  double[] sums(double own, double[] x, int width) {
    double[] sums = new double[x.length];
    for (int node = 0; node < nodes(); node++) {
      int block = 0;
      for (; block + 8 <= width; block += 8) {
        sumOfBlock(own, x, node, block, width, sums);
      }
      if (block < width) {
        int at = node * width + block;
        Rows.addScaled(own, x, at, sums, at, width - block);
        for (int e = starts[node]; e < starts[node + 1]; e++) {
          Rows.addScaled(1, x, neighbours[e] * width + block, sums, at, width - block);
        }
      }
    }
    return sums;
  }

  /** Eight columns at a time in registers: the compiler makes nothing of loops this short. */
  private void sumOfBlock(double own, double[] x, int node, int block, int width, double[] sums) {
    int at = node * width + block;
    double s0 = own * x[at];
    double s1 = own * x[at + 1];
    double s2 = own * x[at + 2];
    double s3 = own * x[at + 3];
    double s4 = own * x[at + 4];
    double s5 = own * x[at + 5];
    double s6 = own * x[at + 6];
    double s7 = own * x[at + 7];
    for (int e = starts[node]; e < starts[node + 1]; e++) {
      int from = neighbours[e] * width + block;
      s0 += x[from];
      s1 += x[from + 1];
      s2 += x[from + 2];
      s3 += x[from + 3];
      s4 += x[from + 4];
      s5 += x[from + 5];
      s6 += x[from + 6];
      s7 += x[from + 7];
    }
    sums[at] = s0;
    sums[at + 1] = s1;
    sums[at + 2] = s2;
    sums[at + 3] = s3;
    sums[at + 4] = s4;
    sums[at + 5] = s5;
    sums[at + 6] = s6;
    sums[at + 7] = s7;
  }

  /** Writes the graph in the form that {@link #read} reads. */
  public void write(DataOutput out) throws IOException {
    SparseMatrix.writeInts(starts, out);
    SparseMatrix.writeInts(neighbours, out);
    features.write(out);
  }

  /** Reads what {@link #write} wrote; meant for data of this program, not of others. */
  public static NodeGraph read(DataInput in) throws IOException {
    return new NodeGraph(
        SparseMatrix.readInts(in), SparseMatrix.readInts(in), SparseMatrix.read(in));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeGraph that
        && Arrays.equals(starts, that.starts)
        && Arrays.equals(neighbours, that.neighbours)
        && features.equals(that.features);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(neighbours) + features.hashCode();
  }

  /** {@code "2708 nodes, 5278 edges, 1433 features"}. */
  @Override
  public String toString() {
    return "%s nodes, %s edges, %s features".formatted(nodes(), edges(), features.columns());
  }
}
