package org.leap.jobs.formats.graph;

import java.util.stream.IntStream;
import org.leap.core.graph.NodeGraph;
import org.leap.core.graph.SparseMatrix;

/** Gathers edges while they are read. */
final class EdgeCollector {
  private final int nodes;
  private final IntStream.Builder from = IntStream.builder();
  private final IntStream.Builder to = IntStream.builder();

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
    from.add((int) oneEnd);
    to.add((int) otherEnd);
  }

  NodeGraph graph(SparseMatrix features) {
    return NodeGraph.of(from.build().toArray(), to.build().toArray(), features);
  }
}
