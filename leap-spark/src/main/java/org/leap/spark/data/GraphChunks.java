package org.leap.spark.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.leap.core.graph.GraphClusters;
import org.leap.core.graph.NodeGraph;
import org.leap.core.noise.SeedDerivation;

/**
 * A graph whose labelled nodes are the examples, shared out among logical workers: each trains on
 * the graph of its own cluster of nodes, and all of its labelled nodes are one minibatch. One
 * worker has the whole graph. A pure function of graph, workers and seed.
 */
public final class GraphChunks {
  private static final long CLUSTERS = 30;

  private GraphChunks() {}

  /** One chunk and one minibatch a worker; as an epoch is one step, rounds span epochs. */
  public static ChunkLayout layout(int labelled, int workers) {
    if (workers > labelled) {
      throw new IllegalArgumentException(
          "%s logical workers for %s labelled nodes that train: each needs at least one; lower training.workers"
              .formatted(workers, labelled));
    }
    int most = (labelled + workers - 1) / workers;
    return new ChunkLayout(labelled, workers, most, most, true, false);
  }

  /**
   * The chunk of each worker.
   *
   * @param nodes labelled nodes that train, rising
   * @param labels class of each of them
   */
  public static List<Chunk> of(NodeGraph graph, int[] nodes, int[] labels, int workers, long seed) {
    if (workers == 1) {
      return List.of(Chunk.ofNodes(graph, nodes, labels));
    }
    int[] labelOf = new int[graph.nodes()];
    boolean[] trained = new boolean[graph.nodes()];
    for (int i = 0; i < nodes.length; i++) {
      labelOf[nodes[i]] = labels[i];
      trained[nodes[i]] = true;
    }
    int[] clusterOf =
        GraphClusters.of(graph, trained, workers, SeedDerivation.derive(seed, CLUSTERS, workers));
    List<Chunk> chunks = new ArrayList<>(workers);
    for (int w = 0; w < workers; w++) {
      int worker = w;
      int[] own =
          IntStream.range(0, graph.nodes()).filter(node -> clusterOf[node] == worker).toArray();
      int[] inside = IntStream.range(0, own.length).filter(i -> trained[own[i]]).toArray();
      int[] insideLabels = Arrays.stream(inside).map(i -> labelOf[own[i]]).toArray();
      chunks.add(Chunk.ofNodes(graph.induced(own), inside, insideLabels));
    }
    return chunks;
  }
}
