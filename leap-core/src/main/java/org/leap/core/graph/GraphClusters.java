package org.leap.core.graph;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Cuts the nodes of a graph into connected-looking parts of equal size, each with an equal number
 * of the labelled nodes. Parts grow in turns, a node at a time and breadth first, from labelled
 * nodes drawn by the seed; one that is hemmed in goes on at another place. A pure function of its
 * arguments.
 */
public final class GraphClusters {
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
    int trained = 0;
    for (boolean is : labelled) {
      trained += is ? 1 : 0;
    }
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
      parts[c] =
          new Cluster(c, share(trained, c, clusters), share(graph.nodes() - trained, c, clusters));
      parts[c].takeNext(true);
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

  private final class Cluster {
    private final int number;
    private int labelledLeft;
    private int othersLeft;
    private int nextLabelled;
    private int nextOther;
    private final ArrayDeque<Integer> frontier = new ArrayDeque<>();

    Cluster(int number, int labelledLeft, int othersLeft) {
      this.number = number;
      this.labelledLeft = labelledLeft;
      this.othersLeft = othersLeft;
    }

    /** Takes one more node; false when it has all of its share. */
    boolean grow() {
      if (labelledLeft + othersLeft == 0) {
        return false;
      }
      while (!frontier.isEmpty()) {
        int node = frontier.poll();
        if (clusterOf[node] < 0 && (labelled[node] ? labelledLeft : othersLeft) > 0) {
          take(node);
          return true;
        }
      }
      takeNext(labelledLeft > 0);
      return true;
    }

    /** The first free node of a kind in the drawn order. */
    void takeNext(boolean wantLabelled) {
      int at = wantLabelled ? nextLabelled : nextOther;
      while (clusterOf[order[at]] >= 0 || labelled[order[at]] != wantLabelled) {
        at++;
      }
      take(order[at]);
      if (wantLabelled) {
        nextLabelled = at;
      } else {
        nextOther = at;
      }
    }

    private void take(int node) {
      clusterOf[node] = number;
      if (labelled[node]) {
        labelledLeft--;
      } else {
        othersLeft--;
      }
      for (int e = graph.starts()[node]; e < graph.starts()[node + 1]; e++) {
        if (clusterOf[graph.neighbours()[e]] < 0) {
          frontier.add(graph.neighbours()[e]);
        }
      }
    }
  }
}
