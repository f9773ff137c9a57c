package org.leap.spark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.leap.core.graph.NodeGraph;
import org.leap.core.graph.SparseMatrix;

class GraphChunksTest {
  private static final int[] NODES = {0, 2, 3, 5, 8, 9, 11};
  private static final int[] LABELS = {0, 1, 1, 0, 1, 0, 1};

  /** A ring of twelve nodes; feature 0 is a node's number. */
  private static NodeGraph ring() {
    int[] from = IntStream.range(0, 12).toArray();
    int[] to = Arrays.stream(from).map(node -> (node + 1) % 12).toArray();
    float[] values = new float[12];
    for (int node = 0; node < 12; node++) {
      values[node] = (float) node;
    }
    SparseMatrix features =
        new SparseMatrix(1, IntStream.rangeClosed(0, 12).toArray(), new int[12], values);
    return NodeGraph.of(from, to, features);
  }

  @Test
  void everyWorkerHasItsShareAndEveryTrainingNodeIsOnce() {
    List<Chunk> chunks = GraphChunks.of(ring(), NODES, LABELS, 3, 4);
    ChunkLayout layout = GraphChunks.layout(NODES.length, 3);
    int nodes = 0;
    int[] seen = new int[12];
    for (int worker = 0; worker < 3; worker++) {
      Chunk chunk = chunks.get(worker);
      assertEquals(layout.examples(worker), chunk.examples());
      NodeGraph own = chunk.graph().orElseThrow();
      nodes += own.nodes();
      float[] row = new float[1];
      for (int i = 0; i < chunk.examples(); i++) {
        Normalization.none(1)
            .decoder(new ExampleShape(1, 1, 1, 2, FeatureType.FLOAT32))
            .decode(chunk.features(), i, row, 0);
        float[] number = new float[1];
        own.features().forEach((int) row[0], (column, value) -> number[0] = value);
        seen[(int) number[0]]++;
        int place = Arrays.binarySearch(NODES, (int) number[0]);
        assertEquals(LABELS[place], chunk.labels()[i]);
      }
    }
    assertEquals(12, nodes);
    assertEquals(NODES.length, Arrays.stream(seen).sum());
    Arrays.stream(NODES).forEach(node -> assertEquals(1, seen[node]));
  }

  @Test
  void oneWorkerHasTheWholeGraph() {
    Chunk chunk = GraphChunks.of(ring(), NODES, LABELS, 1, 4).get(0);
    assertEquals(ring(), chunk.graph().orElseThrow());
    assertEquals(1, GraphChunks.layout(NODES.length, 1).stepsPerEpoch());
  }

  @Test
  void aChunkTravelsWithItsGraph() throws IOException, ClassNotFoundException {
    Chunk chunk = GraphChunks.of(ring(), NODES, LABELS, 2, 4).get(1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(chunk);
    }
    Chunk read;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      read = (Chunk) in.readObject();
    }
    assertEquals(chunk.graph(), read.graph());
    assertArrayEquals(chunk.features(), read.features());
    assertArrayEquals(chunk.labels(), read.labels());
  }

  @Test
  void moreWorkersThanTrainingNodesAreRefused() {
    Exception e = assertThrows(IllegalArgumentException.class, () -> GraphChunks.layout(7, 8));
    assertEquals(
        "8 logical workers for 7 labelled nodes that train: each needs at least one; lower training.workers",
        e.getMessage());
  }
}
