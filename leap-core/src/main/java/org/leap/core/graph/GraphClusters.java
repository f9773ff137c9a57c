package org.leap.core.graph;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Cuts the nodes of a graph into connected-looking parts of equal size, each with an equal number
 * of the labelled nodes. Parts grow in turns, a node at a time and breadth first, from labelled
 * nodes drawn by the seed; one that is hemmed in goes on at another place. A pure function of its
 * arguments.
 */
public final class GraphClusters {
  private static final int LABELLED = 0;
  private static final int OTHER = 1;

  private final NodeGraph graph;
  private final boolean[] labelled;
  private final int[] order;
  private final int[] clusterOf;

  private GraphClusters(NodeGraph graph, boolean[] labelled, long seed) {
    this.graph = graph;
    this.labelled = labelled;
    this.order = shuffled(graph.nodes(), seed);
    this.clusterOf = new int[graph.nodes()];
    Arrays.fill(clusterOf, -1);
  }

  /**
   * The cluster of every node. Cluster c of W gets {@code (c + 1) n / W - c n / W} of n labelled
   * nodes, and likewise of the others, divisions rounded down.
   *
   * @param labelled whether each node is one that is trained
   * @param clusters 1 to the number of labelled nodes
   */
  public static int[] of(NodeGraph graph, boolean[] labelled, int clusters, long seed) {
    int trained = (int) IntStream.range(0, labelled.length).filter(i -> labelled[i]).count();
    if (labelled.length != graph.nodes() || clusters < 1 || clusters > trained) {
      throw new IllegalArgumentException(
          "%s clusters of a graph of %s nodes with %s labelled ones among %s"
              .formatted(clusters, graph.nodes(), trained, labelled.length));
    }
    return new GraphClusters(graph, labelled, seed).grow(clusters, trained);
  }

  private int[] grow(int clusters, int trained) {
    Cluster[] parts = new Cluster[clusters];
    for (int c = 0; c < clusters; c++) {
      int[] left = {share(trained, c, clusters), share(graph.nodes() - trained, c, clusters)};
      parts[c] = new Cluster(c, left);
      parts[c].takeNext(LABELLED);
    }
    boolean grows = true;
    while (grows) {
      grows = false;
      for (Cluster part : parts) {
        grows |= part.grow();
      }
    }
    return clusterOf;
  }

  private static int share(int total, int part, int parts) {
    return (int) ((part + 1L) * total / parts - (long) part * total / parts);
  }

  private static int[] shuffled(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private int kind(int node) {
    return labelled[node] ? LABELLED : OTHER;
  }

  private final class Cluster {
    private final int number;

    /** How many more of a kind it gets. */
    private final int[] left;

    /** Where in the drawn order to look for the next of a kind. */
    private final int[] next = new int[2];

    private final ArrayDeque<Integer> frontier = new ArrayDeque<>();

    Cluster(int number, int[] left) {
      this.number = number;
      this.left = left;
    }

    /** Takes one more node; false when it has all of its share. */
    boolean grow() {
      if (left[LABELLED] + left[OTHER] == 0) {
        return false;
      }
      while (!frontier.isEmpty()) {
        int node = frontier.poll();
        if (clusterOf[node] < 0 && left[kind(node)] > 0) {
          take(node);
          return true;
        }
      }
      takeNext(left[LABELLED] > 0 ? LABELLED : OTHER);
      return true;
    }

    /** The first free node of a kind in the drawn order. */
    void takeNext(int kind) {
      while (clusterOf[order[next[kind]]] >= 0 || kind(order[next[kind]]) != kind) {
        next[kind]++;
      }
      take(order[next[kind]]);
    }

    private void take(int node) {
      clusterOf[node] = number;
      left[kind(node)]--;
      for (int e = graph.starts()[node]; e < graph.starts()[node + 1]; e++) {
        if (clusterOf[graph.neighbours()[e]] < 0) {
          frontier.add(graph.neighbours()[e]);
        }
      }
    }
  }
}
