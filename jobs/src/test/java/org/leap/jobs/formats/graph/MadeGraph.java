package org.leap.jobs.formats.graph;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A small graph in the form of the planetoid files: 12 nodes train, 500 validate, 48 more are
 * known, and 30 are tested, between whose numbers lie 6 of which nothing is known.
 */
final class MadeGraph {
  static final int TRAIN = 12;
  static final int KNOWN = 560;
  static final int NODES = 596;
  static final int CLASSES = 3;
  static final int FEATURES = 40;

  private MadeGraph() {}

  /** Tested nodes in the order of {@code test.index}, which is not that of their numbers. */
  static List<Integer> tested() {
    return IntStream.range(0, 36)
        .filter(i -> i % 6 != 1)
        .mapToObj(i -> KNOWN + (i * 5 + 3) % 36)
        .toList();
  }

  static int label(int node) {
    return (node * 7 + node / 5) % CLASSES;
  }

  static float feature(int node, int column) {
    return column % 13 == node % 13 ? 1 + node % 2 : 0;
  }

  static List<Integer> neighbours(int node) {
    return node == NODES - 1 ? List.of(0) : List.of(node + 1, node / 2);
  }

  /** The pickles by the last part of their files' names. */
  static Map<String, PickleWriter> pickles() {
    List<Integer> known = IntStream.range(0, KNOWN).boxed().toList();
    Map<String, PickleWriter> pickles = new LinkedHashMap<>();
    pickles.put("x", PickleWriter.matrix(features(known.subList(0, TRAIN))));
    pickles.put("tx", PickleWriter.matrix(features(tested())));
    pickles.put("allx", PickleWriter.matrix(features(known)));
    pickles.put("y", PickleWriter.labels(labels(known.subList(0, TRAIN))));
    pickles.put("ty", PickleWriter.labels(labels(tested())));
    pickles.put("ally", PickleWriter.labels(labels(known)));
    Map<Integer, List<Integer>> graph = new TreeMap<>();
    IntStream.range(0, NODES).forEach(node -> graph.put(node, neighbours(node)));
    pickles.put("graph", PickleWriter.graph(graph));
    return pickles;
  }

  /** Writes {@code ind.made.x} and the other files. */
  static void write(Path folder) throws IOException {
    for (var pickle : pickles().entrySet()) {
      Files.write(folder.resolve("ind.made." + pickle.getKey()), pickle.getValue().bytes());
    }
    List<String> index = tested().stream().map(String::valueOf).toList();
    Files.write(folder.resolve("ind.made.test.index"), index, US_ASCII);
  }

  static Set<Integer> operations() {
    Set<Integer> operations = new TreeSet<>();
    for (PickleWriter pickle : pickles().values()) {
      pickle.bytes();
      operations.addAll(pickle.operations());
    }
    return operations;
  }

  private static float[][] features(List<Integer> nodes) {
    float[][] rows = new float[nodes.size()][FEATURES];
    for (int row = 0; row < rows.length; row++) {
      for (int column = 0; column < FEATURES; column++) {
        rows[row][column] = feature(nodes.get(row), column);
      }
    }
    return rows;
  }

  private static int[][] labels(List<Integer> nodes) {
    int[][] rows = new int[nodes.size()][CLASSES];
    for (int row = 0; row < rows.length; row++) {
      rows[row][label(nodes.get(row))] = 1;
    }
    return rows;
  }
}
