package org.leap.jobs.formats.graph;

import java.util.Arrays;
import org.leap.core.graph.NodeGraph;
import org.leap.core.graph.SparseMatrix;

/** Gathers edges while they are read. */
final class EdgeCollector {
  private final int nodes;
  private int[] from = new int[1024];
  private int[] to = new int[1024];
  private int count;

  EdgeCollector(int nodes) {
    this.nodes = nodes;
  }

  /**
   * @throws IllegalArgumentException if an end is no node
   */
  void add(long oneEnd, long otherEnd) {
    if (Math.min(oneEnd, otherEnd) < 0 || Math.max(oneEnd, otherEnd) >= nodes) {
      throw new IllegalArgumentException(
          "an edge joins %s and %s, expected nodes 0 to %s".formatted(oneEnd, otherEnd, nodes - 1));
    }
    if (count == from.length) {
      from = Arrays.copyOf(from, Math.multiplyExact(2, count));
      to = Arrays.copyOf(to, from.length);
    }
    from[count] = (int) oneEnd;
    to[count++] = (int) otherEnd;
  }

  NodeGraph graph(SparseMatrix features) {
    return NodeGraph.of(Arrays.copyOf(from, count), Arrays.copyOf(to, count), features);
  }
}
