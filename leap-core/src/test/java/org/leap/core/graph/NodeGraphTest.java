package org.leap.core.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NodeGraphTest {
  @Test
  void repeatedEdgesAndLoopsCountOnce() {
    NodeGraph graph =
        NodeGraph.of(
            new int[] {2, 0, 1, 1, 0}, new int[] {0, 2, 1, 2, 2}, TestGraphs.features(4, 2, 1));
    assertEquals("4 nodes, 2 edges, 2 features", graph.toString());
    assertArrayEquals(new int[] {0, 1, 2, 4, 4}, graph.starts());
    assertArrayEquals(new int[] {2, 2, 0, 1}, graph.neighbours());
  }

  @Test
  void anEdgeToNowhereIsRefused() {
    SparseMatrix features = TestGraphs.features(4, 2, 1);
    Exception e =
        assertThrows(
            IllegalArgumentException.class,
            () -> NodeGraph.of(new int[] {0}, new int[] {4}, features));
    assertEquals("an edge ends at node 4, expected 0 to 3", e.getMessage());
  }

  @Test
  void inducedGraphKeepsTheEdgesInside() {
    NodeGraph graph = TestGraphs.seven();
    NodeGraph inside = graph.induced(new int[] {0, 2, 3, 6});
    assertEquals(2, inside.edges());
    assertArrayEquals(new int[] {1, 0, 2, 1}, inside.neighbours());
    assertEquals(graph.features().rows(new int[] {0, 2, 3, 6}), inside.features());
  }

  @Test
  void writtenGraphIsReadBack() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TestGraphs.seven().write(new DataOutputStream(bytes));
    NodeGraph read =
        NodeGraph.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertEquals(TestGraphs.seven(), read);
  }

  @Test
  void sparseMatrixRefusesWhatIsNone() {
    Exception column =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SparseMatrix(2, new int[] {0, 1}, new int[] {2}, new float[] {1}));
    assertEquals("row 0 has a value in column 2, expected 0 to 1", column.getMessage());
    Exception nan =
        assertThrows(
            IllegalArgumentException.class,
            () -> new SparseMatrix(2, new int[] {0, 1}, new int[] {1}, new float[] {Float.NaN}));
    assertEquals("row 0, column 1 is NaN, expected a finite number", nan.getMessage());
  }

  @Test
  void rowsSumToOne() {
    SparseMatrix scaled =
        new SparseMatrix(3, new int[] {0, 2, 2}, new int[] {0, 2}, new float[] {1, 3})
            .withRowSumsOfOne();
    assertEquals(
        new SparseMatrix(3, new int[] {0, 2, 2}, new int[] {0, 2}, new float[] {0.25f, 0.75f}),
        scaled);
  }

  @Test
  void clustersShareNodesAndLabelsEqually() {
    SplittableRandom random = new SplittableRandom(9);
    int nodes = 200;
    int[] from = new int[400];
    int[] to = new int[400];
    for (int e = 0; e < from.length; e++) {
      from[e] = random.nextInt(nodes);
      to[e] = random.nextInt(nodes);
    }
    NodeGraph graph = NodeGraph.of(from, to, TestGraphs.features(nodes, 2, 1));
    boolean[] labelled = new boolean[nodes];
    for (int node = 0; node < 29; node++) {
      labelled[node] = true;
    }
    int[] clusters = GraphClusters.of(graph, labelled, 3, 5);
    int[] size = new int[3];
    int[] trained = new int[3];
    for (int node = 0; node < nodes; node++) {
      size[clusters[node]]++;
      trained[clusters[node]] += labelled[node] ? 1 : 0;
    }
    assertArrayEquals(new int[] {9, 10, 10}, trained);
    assertArrayEquals(new int[] {66, 67, 67}, size);
    assertArrayEquals(clusters, GraphClusters.of(graph, labelled, 3, 5));
  }

  /** Two cliques joined by one edge: growth along edges finds them from any seed. */
  @Test
  void clustersFollowTheEdges() {
    int[] from = new int[2 * 45 + 1];
    int[] to = new int[from.length];
    int e = 0;
    for (int clique = 0; clique < 20; clique += 10) {
      for (int a = clique; a < clique + 10; a++) {
        for (int b = a + 1; b < clique + 10; b++, e++) {
          from[e] = a;
          to[e] = b;
        }
      }
    }
    to[e] = 19;
    NodeGraph graph = NodeGraph.of(from, to, TestGraphs.features(20, 2, 1));
    boolean[] labelled = new boolean[20];
    labelled[3] = true;
    labelled[17] = true;
    int[] clusters = GraphClusters.of(graph, labelled, 2, 8);
    int cut = 0;
    for (int edge = 0; edge < from.length; edge++) {
      cut += clusters[from[edge]] == clusters[to[edge]] ? 0 : 1;
    }
    assertEquals(1, cut);
  }

  @Test
  void moreClustersThanLabelsAreRefused() {
    NodeGraph graph = TestGraphs.seven();
    boolean[] labelled = new boolean[7];
    labelled[2] = true;
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> GraphClusters.of(graph, labelled, 2, 1));
    assertEquals("2 clusters of a graph of 7 nodes with 1 labelled ones among 7", e.getMessage());
  }
}
