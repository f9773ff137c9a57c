package org.leap.jobs.formats.graph;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.leap.core.graph.NodeGraph;
import org.leap.core.graph.SparseMatrix;
import org.leap.jobs.formats.Subset;

/**
 * A graph whose nodes are to be classified.
 *
 * @param graph with features as they were stored
 * @param labels class of every node that a subset names, in the order of the nodes; -1 where none
 *     is known
 * @param subsets rising numbers of the nodes of each; that to validate on may be empty
 * @param remarks what somebody should know who looks at the data
 */
public record GraphData(
    NodeGraph graph,
    List<Integer> labels,
    List<String> classNames,
    Map<Subset, List<Integer>> subsets,
    List<String> remarks) {

  public GraphData {
    labels = List.copyOf(labels);
    classNames = List.copyOf(classNames);
    subsets = Map.copyOf(subsets);
    remarks = List.copyOf(remarks);
  }

  /** Number of classes. */
  public int classes() {
    return classNames.size();
  }

  /** The nodes of a subset, rising. */
  public List<Integer> nodes(Subset subset) {
    return subsets.get(subset);
  }

  /** Nodes of every class in a subset, {@code [classes]}. */
  public int[] perClass(Subset subset) {
    int[] counts = new int[classes()];
    nodes(subset).forEach(node -> counts[labels.get(node)]++);
    return counts;
  }

  /** The same graph with other subsets, rising, and other labels. */
  public GraphData with(Map<Subset, List<Integer>> otherSubsets, List<Integer> otherLabels) {
    return new GraphData(graph, otherLabels, classNames, otherSubsets, remarks);
  }

  /** The same graph, every node's features divided by their sum. */
  public GraphData withFeatureSumsOfOne() {
    return new GraphData(
        graph.withFeatures(graph.features().withRowSumsOfOne()),
        labels,
        classNames,
        subsets,
        remarks);
  }

  /** Gathers edges while they are read. */
  static final class Edges {
    private final int nodes;
    private final IntStream.Builder from = IntStream.builder();
    private final IntStream.Builder to = IntStream.builder();

    Edges(int nodes) {
      this.nodes = nodes;
    }

    void add(long oneEnd, long otherEnd) {
      if (Math.min(oneEnd, otherEnd) < 0 || Math.max(oneEnd, otherEnd) >= nodes) {
        throw new IllegalArgumentException(
            "an edge joins %s and %s, expected nodes 0 to %s"
                .formatted(oneEnd, otherEnd, nodes - 1));
      }
      from.add((int) oneEnd);
      to.add((int) otherEnd);
    }

    NodeGraph graph(SparseMatrix features) {
      return NodeGraph.of(from.build().toArray(), to.build().toArray(), features);
    }
  }
}
