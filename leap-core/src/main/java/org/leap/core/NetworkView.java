package org.leap.core;

import java.util.function.Function;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.leap.core.graph.GraphNetworks;
import org.leap.core.graph.NodeGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * What DL4J's two kinds of network can both do, but do not declare together. Whether a network is a
 * MultiLayerNetwork or a ComputationGraph is asked here and nowhere else.
 */
public abstract sealed class NetworkView {

  /**
   * The view of a network.
   *
   * @throws IllegalArgumentException if it is another kind of model
   */
  public static NetworkView of(Model network) {
    if (network instanceof MultiLayerNetwork stack) {
      return new Stack(stack);
    }
    if (network instanceof ComputationGraph graph) {
      return new Graph(graph);
    }
    throw new IllegalArgumentException(
        "Network is a %s, expected a MultiLayerNetwork or a ComputationGraph"
            .formatted(network.getClass().getName()));
  }

  /** The network itself. */
  public abstract Model network();

  /** Layers in the order of their parameters. */
  public abstract Layer[] layers();

  /** What updates an initialized network. */
  public abstract BaseMultiLayerUpdater<?> updater();

  /** The state of all its optimizers, a view; null where they keep none. */
  public final INDArray optimizerState() {
    return updater().getStateViewArray();
  }

  /** Steps that it was trained. */
  public abstract int iterationCount();

  /** Epochs that it was trained. */
  public abstract int epochCount();

  /** Says how long it was trained. */
  public abstract void setCounters(int iterations, int epochs);

  /** Says what its last minibatch lost. */
  public abstract void setScore(double score);

  /**
   * Makes it work on this graph, whose nodes are the examples.
   *
   * @throws IllegalArgumentException if it is a stack of layers, which takes none
   */
  public abstract void bind(NodeGraph graph);

  /** Trains one minibatch and returns its mean loss, regularization included. */
  public abstract double fit(INDArray features, INDArray labels);

  /** The same for a minibatch with any inputs, labels and masks that the network takes. */
  public abstract double fit(MultiDataSet minibatch);

  /** Output of the first output layer, {@code [b, ...]}, without dropout and the like. */
  public abstract INDArray output(INDArray features);

  /** The mean loss of a minibatch, regularization included, without dropout and the like. */
  public abstract double loss(DataSet minibatch);

  /** DL4J's gradient, {@code [1, n]}, a sum over the examples; overwritten by the next. */
  public final INDArray gradient(INDArray features, INDArray labels) {
    setExamples(features, labels);
    computeGradient();
    return network().getGradientsViewArray();
  }

  abstract void setExamples(INDArray features, INDArray labels);

  /** Computes gradient and score anew of the minibatch that was set last. */
  public abstract void computeGradient();

  /** How many arrays an example consists of. */
  public abstract int inputs();

  /** How many arrays it gives for an example. */
  public abstract int outputs();

  /**
   * What becomes of a network of either kind.
   *
   * @param ofStack what is made of a MultiLayerNetwork
   * @param ofGraph what is made of a ComputationGraph
   */
  public abstract <T> T map(
      Function<MultiLayerNetwork, T> ofStack, Function<ComputationGraph, T> ofGraph);

  /** A copy that DL4J reads without this library; see {@link Leap#portable}. */
  public abstract Model portable();

  private static final class Stack extends NetworkView {
    private final MultiLayerNetwork network;

    Stack(MultiLayerNetwork network) {
      this.network = network;
    }

    @Override
    public MultiLayerNetwork network() {
      return network;
    }

    @Override
    public Layer[] layers() {
      return network.getLayers();
    }

    @Override
    public BaseMultiLayerUpdater<?> updater() {
      return (BaseMultiLayerUpdater<?>) network.getUpdater();
    }

    @Override
    public int iterationCount() {
      return network.getIterationCount();
    }

    @Override
    public int epochCount() {
      return network.getEpochCount();
    }

    @Override
    public void setCounters(int iterations, int epochs) {
      network.setIterationCount(iterations);
      network.setEpochCount(epochs);
    }

    @Override
    public void setScore(double score) {
      network.setScore(score);
    }

    @Override
    public void bind(NodeGraph graph) {
      throw new IllegalArgumentException("a stack of layers takes no graph: use gcn, gat or gin");
    }

    @Override
    public double fit(INDArray features, INDArray labels) {
      network.fit(features, labels);
      return network.score();
    }

    @Override
    public double fit(MultiDataSet minibatch) {
      INDArray[] featureMasks = minibatch.getFeaturesMaskArrays();
      INDArray[] labelMasks = minibatch.getLabelsMaskArrays();
      network.fit(
          minibatch.getFeatures(0),
          minibatch.getLabels(0),
          featureMasks == null ? null : featureMasks[0],
          labelMasks == null ? null : labelMasks[0]);
      return network.score();
    }

    @Override
    public INDArray output(INDArray features) {
      return network.output(features, false);
    }

    @Override
    public double loss(DataSet minibatch) {
      return network.score(minibatch, false);
    }

    @Override
    void setExamples(INDArray features, INDArray labels) {
      network.setInput(features);
      network.setLabels(labels);
    }

    @Override
    public void computeGradient() {
      network.computeGradientAndScore();
    }

    @Override
    public int inputs() {
      return 1;
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public <T> T map(
        Function<MultiLayerNetwork, T> ofStack, Function<ComputationGraph, T> ofGraph) {
      return ofStack.apply(network);
    }

    @Override
    public MultiLayerNetwork portable() {
      return Leap.reconfigure(network, Leap.portable(network.getLayerWiseConfigurations()));
    }
  }

  private static final class Graph extends NetworkView {
    private final ComputationGraph network;

    Graph(ComputationGraph network) {
      this.network = network;
    }

    @Override
    public ComputationGraph network() {
      return network;
    }

    @Override
    public Layer[] layers() {
      return network.getLayers();
    }

    @Override
    public BaseMultiLayerUpdater<?> updater() {
      return network.getUpdater();
    }

    @Override
    public int iterationCount() {
      return network.getIterationCount();
    }

    @Override
    public int epochCount() {
      return network.getEpochCount();
    }

    @Override
    public void setCounters(int iterations, int epochs) {
      network.getConfiguration().setIterationCount(iterations);
      network.getConfiguration().setEpochCount(epochs);
    }

    @Override
    public void setScore(double score) {
      network.setScore(score);
    }

    @Override
    public void bind(NodeGraph graph) {
      GraphNetworks.bind(network, graph);
    }

    @Override
    public double fit(INDArray features, INDArray labels) {
      network.fit(new INDArray[] {features}, new INDArray[] {labels});
      return network.score();
    }

    @Override
    public double fit(MultiDataSet minibatch) {
      network.fit(
          minibatch.getFeatures(),
          minibatch.getLabels(),
          minibatch.getFeaturesMaskArrays(),
          minibatch.getLabelsMaskArrays());
      return network.score();
    }

    @Override
    public INDArray output(INDArray features) {
      return network.output(false, features)[0];
    }

    @Override
    public double loss(DataSet minibatch) {
      return network.score(minibatch, false);
    }

    @Override
    void setExamples(INDArray features, INDArray labels) {
      network.setInputs(features);
      network.setLabels(labels);
    }

    @Override
    public void computeGradient() {
      network.computeGradientAndScore();
    }

    @Override
    public int inputs() {
      return network.getNumInputArrays();
    }

    @Override
    public int outputs() {
      return network.getNumOutputArrays();
    }

    @Override
    public <T> T map(
        Function<MultiLayerNetwork, T> ofStack, Function<ComputationGraph, T> ofGraph) {
      return ofGraph.apply(network);
    }

    @Override
    public ComputationGraph portable() {
      return Leap.reconfigure(network, Leap.portable(network.getConfiguration()));
    }
  }
}
