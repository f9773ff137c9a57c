package org.leap.core.graph;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Measures a forward and backward pass, and a whole step with Adam, of each graph network on a
 * random graph of Cora's size, in processor time of the one thread. {@code
 * src/test/python/graph_pass.py} does the same passes in NumPy and SciPy.
 */
final class GraphPassBenchmark {
  private static final int NODES = 2708;
  private static final int FEATURES = 1433;
  private static final int EDGES = 5278;
  private static final int HELD_A_NODE = 18;
  private static final int CLASSES = 7;
  private static final int LABELLED = 140;

  private GraphPassBenchmark() {}

  public static void main(String[] args) {
    int rounds = Integer.parseInt(args[0]);
    NodeGraph graph = graph();
    measure("gcn", graph, rounds, List.of(gcn(16, true), gcn(CLASSES, false)));
    measure("gat", graph, rounds, List.of(gat(64, 8, true), gat(CLASSES, 1, false)));
    measure("gin", graph, rounds, List.of(gin(true), dense(64), gin(false), dense(CLASSES)));
    System.exit(0);
  }

  private static NodeGraph graph() {
    SplittableRandom random = new SplittableRandom(1);
    int[] from = random.ints(EDGES, 0, NODES).toArray();
    int[] to = random.ints(EDGES, 0, NODES).toArray();
    int[] starts = new int[NODES + 1];
    Arrays.setAll(starts, node -> node * HELD_A_NODE);
    int[] columns = random.ints((long) NODES * HELD_A_NODE, 0, FEATURES).toArray();
    float[] values = new float[columns.length];
    Arrays.fill(values, 0.05f);
    return NodeGraph.of(from, to, new SparseMatrix(FEATURES, starts, columns, values));
  }

  private static <T extends NodeLayer.Builder<T>> Layer layer(
      T builder, int width, boolean first, double dropout) {
    builder.nOut(width).inputDropout(dropout);
    return (first ? builder.onFeatures(FEATURES) : builder).build();
  }

  private static Layer gcn(int width, boolean first) {
    Activation activation = first ? Activation.RELU : Activation.IDENTITY;
    return layer(new GraphConvolution.Builder().activation(activation), width, first, 0.5);
  }

  private static Layer gat(int width, int heads, boolean first) {
    Activation activation = first ? Activation.ELU : Activation.IDENTITY;
    return layer(
        new GraphAttention.Builder().activation(activation).heads(heads).attentionDropout(0.6),
        width,
        first,
        0.6);
  }

  private static Layer gin(boolean first) {
    return layer(new GraphIsomorphism.Builder().activation(Activation.RELU), 64, first, 0.5);
  }

  private static Layer dense(int width) {
    Activation activation = width == CLASSES ? Activation.IDENTITY : Activation.RELU;
    return new DenseLayer.Builder().nOut(width).activation(activation).build();
  }

  private static void measure(String name, NodeGraph graph, int rounds, List<Layer> layers) {
    ComputationGraph network = TestGraphs.network(DataType.FLOAT, layers.toArray(Layer[]::new));
    GraphNetworks.bind(network, graph);
    int[] asked = new int[LABELLED];
    Arrays.setAll(asked, i -> i);
    INDArray nodes = graph.input(asked);
    INDArray labels = Nd4j.zeros(LABELLED, CLASSES);
    for (int i = 0; i < LABELLED; i++) {
      labels.putScalar(i, i % CLASSES, 1);
    }
    report(
        name + " forward and backward",
        rounds,
        () -> {
          network.setInputs(nodes);
          network.setLabels(labels);
          network.computeGradientAndScore();
        });
    report(
        name + " step with Adam",
        rounds,
        () -> network.fit(new INDArray[] {nodes}, new INDArray[] {labels}));
  }

  private static void report(String name, int rounds, Runnable work) {
    var threads = ManagementFactory.getThreadMXBean();
    double[] times = new double[rounds];
    for (int round = -rounds; round < rounds; round++) {
      long begin = threads.getCurrentThreadCpuTime();
      work.run();
      if (round >= 0) {
        times[round] = (threads.getCurrentThreadCpuTime() - begin) / 1e6;
      }
    }
    Arrays.sort(times);
    System.out.printf(
        Locale.ROOT, "%s: minimum %.2f ms, median %.2f ms%n", name, times[0], times[rounds / 2]);
  }
}
