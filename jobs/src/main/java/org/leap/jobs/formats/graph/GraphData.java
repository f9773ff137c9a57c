package org.leap.jobs.formats.graph;

import java.util.List;
import java.util.Map;
import org.leap.core.graph.NodeGraph;
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

  /** The same graph, every node's features divided by their sum. */
  public GraphData withFeatureSumsOfOne() {
    return new GraphData(
        graph.withFeatures(graph.features().withRowSumsOfOne()),
        labels,
        classNames,
        subsets,
        remarks);
  }
}
