package org.leap.jobs.model;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.conf.memory.MemoryUseMode;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.leap.core.Leap;
import org.leap.core.Perturbation;
import org.leap.core.graph.NodeLayer;
import org.leap.spark.engine.NetworkBlueprint;

/** A network's configuration in either of DL4J's two kinds. */
public sealed interface ZooNetwork {

  /** The layers, in any order. */
  List<Layer> layers();

  /**
   * Parameters that are trained, counted without building the network. DL4J counts the running mean
   * and variance of batch normalization as parameters too; they are left out.
   */
  default long trainableParameters() {
    return layers().stream().mapToLong(ZooNetwork::trainableParameters).sum();
  }

  private static long trainableParameters(Layer layer) {
    if (layer instanceof FrozenLayer) {
      return 0;
    }
    long all = layer.initializer().numParams(layer);
    return layer instanceof BatchNormalization norm ? all - 2 * norm.getNOut() : all;
  }

  /** Parameters of frozen layers. */
  default long frozenParameters() {
    return layers().stream()
        .filter(FrozenLayer.class::isInstance)
        .mapToLong(layer -> layer.initializer().numParams(layer))
        .sum();
  }

  /** All that DL4J counts as parameters, counted without building the network. */
  long parameters();

  /**
   * Compares its parameters with memory, without building it.
   *
   * @throws IllegalArgumentException if building the network takes more memory than this process
   *     may use; tells both
   */
  default void checkMemory() {
    long parameters = parameters();
    // Values and gradients outside the heap, and as many copies of the values in it.
    double need = 2.0 * Float.BYTES * parameters;
    long heap = Runtime.getRuntime().maxMemory();
    long limit = Pointer.maxBytes() > 0 ? Math.min(Pointer.maxBytes(), heap) : heap;
    if (parameters < 0 || need > limit) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the network of %,d parameters takes %s of memory, this process may use %s: correct the sizes of its layers, or raise LEAP_MEMORY",
              parameters,
              FileUtils.byteCountToDisplaySize((long) need),
              FileUtils.byteCountToDisplaySize(limit)));
    }
  }

  /**
   * Whether it takes examples as rows rather than as images, which DL4J's configurations do not
   * say: it does if its first layer is dense or rows are turned into images for it.
   */
  boolean takesRows();

  private static boolean takesRows(Layer layer, InputPreProcessor preProcessor) {
    Layer first = FrozenPart.thawed(layer);
    return preProcessor == null
        ? first instanceof DenseLayer
            || first instanceof BaseOutputLayer
            || first instanceof NodeLayer
        : preProcessor instanceof FeedForwardToCnnPreProcessor;
  }

  /** A copy of its own. */
  ZooNetwork copy();

  /** A copy with its learning rate perturbed. */
  ZooNetwork perturbed(Perturbation perturbation);

  /**
   * What workers build their replicas of the network from.
   *
   * @param flatInput whether it takes examples as rows
   */
  NetworkBlueprint blueprint(boolean flatInput);

  /** What training one minibatch takes outside the heap, by DL4J's estimate. */
  long trainingBytes(InputType input, int batchSize);

  /** A stack of layers. */
  record Stack(MultiLayerConfiguration configuration) implements ZooNetwork {
    @Override
    public List<Layer> layers() {
      return configuration.getConfs().stream().map(NeuralNetConfiguration::getLayer).toList();
    }

    @Override
    public long parameters() {
      return layers().stream().mapToLong(layer -> layer.initializer().numParams(layer)).sum();
    }

    @Override
    public boolean takesRows() {
      return ZooNetwork.takesRows(
          configuration.getConf(0).getLayer(), configuration.getInputPreProcess(0));
    }

    @Override
    public ZooNetwork copy() {
      return new Stack(MultiLayerConfiguration.fromJson(configuration.toJson()));
    }

    @Override
    public ZooNetwork perturbed(Perturbation perturbation) {
      return new Stack(Leap.perturb(configuration, perturbation));
    }

    @Override
    public NetworkBlueprint blueprint(boolean flatInput) {
      return NetworkBlueprint.of(configuration, flatInput);
    }

    @Override
    public long trainingBytes(InputType input, int batchSize) {
      return configuration
          .getMemoryReport(input)
          .getTotalMemoryBytes(batchSize, MemoryUseMode.TRAINING, CacheMode.NONE);
    }
  }

  /** A graph of layers. */
  record Graph(ComputationGraphConfiguration configuration) implements ZooNetwork {
    @Override
    public List<Layer> layers() {
      return configuration.getVertices().values().stream()
          .flatMap(
              vertex ->
                  vertex instanceof LayerVertex layer
                      ? Stream.of(layer.getLayerConf().getLayer())
                      : Stream.empty())
          .toList();
    }

    @Override
    public long parameters() {
      return configuration.getVertices().values().stream()
          .mapToLong(vertex -> vertex.numParams(true))
          .sum();
    }

    @Override
    public boolean takesRows() {
      String input = configuration.getNetworkInputs().get(0);
      return configuration.getVertexInputs().entrySet().stream()
          .filter(vertex -> vertex.getValue().contains(input))
          .map(vertex -> configuration.getVertices().get(vertex.getKey()))
          .filter(LayerVertex.class::isInstance)
          .map(LayerVertex.class::cast)
          .findFirst()
          .filter(
              first ->
                  ZooNetwork.takesRows(first.getLayerConf().getLayer(), first.getPreProcessor()))
          .isPresent();
    }

    @Override
    public ZooNetwork copy() {
      return new Graph(ComputationGraphConfiguration.fromJson(configuration.toJson()));
    }

    @Override
    public ZooNetwork perturbed(Perturbation perturbation) {
      return new Graph(Leap.perturb(configuration, perturbation));
    }

    @Override
    public NetworkBlueprint blueprint(boolean flatInput) {
      return NetworkBlueprint.of(configuration, flatInput);
    }

    @Override
    public long trainingBytes(InputType input, int batchSize) {
      return configuration
          .getMemoryReport(input)
          .getTotalMemoryBytes(batchSize, MemoryUseMode.TRAINING, CacheMode.NONE);
    }
  }
}
