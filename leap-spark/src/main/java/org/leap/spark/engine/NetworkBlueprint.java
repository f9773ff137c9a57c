package org.leap.spark.engine;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.leap.core.Leap;
import org.leap.core.NetworkView;
import org.leap.core.fast.FastNetworks;
import org.leap.core.step.Precision;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A network's configuration in a form that travels: DL4J's own JSON.
 *
 * @param flatInput whether the network wants examples as rows rather than as images
 * @param recompute whether replicas use DL4J's own layers, which save memory by computing some
 *     products a second time in the backward pass
 * @param precision of planned steps
 */
public record NetworkBlueprint(
    Kind kind, String json, boolean flatInput, boolean recompute, Precision precision)
    implements Serializable {

  /** Which of DL4J's two kinds of network it is. */
  public enum Kind {
    MULTI_LAYER,
    GRAPH
  }

  /**
   * Counters of steps and epochs in the configuration do not count: tasks set them.
   *
   * @throws IllegalArgumentException if its data type is not FLOAT, or DL4J's JSON does not keep
   *     all of it
   */
  public static NetworkBlueprint of(MultiLayerConfiguration configuration, boolean flatInput) {
    check(configuration.getDataType());
    MultiLayerConfiguration fresh = configuration.clone();
    fresh.setIterationCount(0);
    fresh.setEpochCount(0);
    fresh.getConfs().forEach(NetworkBlueprint::portable);
    return new NetworkBlueprint(
        Kind.MULTI_LAYER, fresh.toJson(), flatInput, false, Precision.FLOAT32);
  }

  /** The same for a graph. */
  public static NetworkBlueprint of(
      ComputationGraphConfiguration configuration, boolean flatInput) {
    check(configuration.getDataType());
    ComputationGraphConfiguration fresh = configuration.clone();
    fresh.setIterationCount(0);
    fresh.setEpochCount(0);
    layers(fresh).forEach(NetworkBlueprint::portable);
    return new NetworkBlueprint(Kind.GRAPH, fresh.toJson(), flatInput, false, Precision.FLOAT32);
  }

  private static void check(DataType type) {
    if (type != DataType.FLOAT) {
      throw new IllegalArgumentException(
          "the network's data type is %s, but parameters are averaged as FLOAT: build it with dataType(DataType.FLOAT)"
              .formatted(type));
    }
  }

  private static void portable(NeuralNetConfiguration layer) {
    if (layer.getLayer() instanceof BatchNormalization normalization
        && !normalization.isUseLogStd()) {
      throw new IllegalArgumentException(
          "batch normalization %s keeps variances, which DL4J's JSON does not say, so that a copy takes them for logarithms: build it with useLogStd(true)"
              .formatted(normalization.getLayerName()));
    }
    layer.setIterationCount(0);
    layer.setEpochCount(0);
  }

  /** The same network, with or without DL4J's own layers. */
  public NetworkBlueprint withRecompute(boolean own) {
    return new NetworkBlueprint(kind, json, flatInput, own, precision);
  }

  /** The same network in another precision. */
  public NetworkBlueprint withPrecision(Precision other) {
    return new NetworkBlueprint(kind, json, flatInput, recompute, other);
  }

  /**
   * Checks that the network can be computed in its precision, on this machine.
   *
   * @param features shape of an example, {@code [n]} or {@code [c, h, w]}
   * @throws IllegalArgumentException if not; says why
   */
  public void checkPrecision(long... features) {
    if (precision != Precision.FLOAT32) {
      long[] minibatch = LongStream.concat(LongStream.of(1), LongStream.of(features)).toArray();
      var obstacle =
          ReplicaPool.borrow(
              this, replica -> FastNetworks.planObstacle(replica.network(), minibatch));
      if (obstacle.isPresent()) {
        throw new IllegalArgumentException(
            "training.precision is %s, but %s: use float32"
                .formatted(precision.name().toLowerCase(Locale.ROOT), obstacle.get()));
      }
    }
  }

  /**
   * A network with this state, a MultiLayerNetwork or ComputationGraph.
   *
   * @param step local steps done, its iteration count
   * @param epoch epochs done
   */
  public Model network(NetworkState state, int step, int epoch) {
    Replica replica = build();
    replica.load(state);
    replica.view().setCounters(step, epoch);
    return replica.network();
  }

  /** A network's optimizer state where the replicas of this blueprint keep it. */
  public float[] optimizerStateOf(Model network) {
    return ReplicaPool.borrow(
        this,
        replica -> {
          Leap.copyOptimizerState(network, replica.network());
          return FlatVector.read(replica.view().optimizerState());
        });
  }

  /** Hands the optimizer state of a replica over to a network. */
  public void writeOptimizerState(float[] state, Model network) {
    ReplicaPool.borrow(
        this,
        replica -> {
          FlatVector.write(state, replica.view().optimizerState());
          Leap.copyOptimizerState(replica.network(), network);
          return network;
        });
  }

  private static Stream<NeuralNetConfiguration> layers(ComputationGraphConfiguration graph) {
    return graph.getVertices().values().stream()
        .filter(LayerVertex.class::isInstance)
        .map(vertex -> ((LayerVertex) vertex).getLayerConf());
  }

  /** The layers of the configuration. */
  List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    withLayers(layers::add);
    return layers;
  }

  /** The same network with a change to every layer of the configuration. */
  NetworkBlueprint withLayers(Consumer<Layer> change) {
    NetworkBlueprint changed =
        switch (kind) {
          case MULTI_LAYER -> {
            var stack = MultiLayerConfiguration.fromJson(json);
            stack.getConfs().forEach(layer -> change.accept(layer.getLayer()));
            yield of(stack, flatInput);
          }
          case GRAPH -> {
            var graph = ComputationGraphConfiguration.fromJson(json);
            layers(graph).forEach(layer -> change.accept(layer.getLayer()));
            yield of(graph, flatInput);
          }
        };
    return changed.withRecompute(recompute).withPrecision(precision);
  }

  /** A new network with freshly drawn parameters that takes the very steps of a task slot. */
  public NetworkView fresh() {
    return build().view();
  }

  /** A new network with freshly drawn parameters. */
  Replica build() {
    Model network =
        switch (kind) {
          case MULTI_LAYER -> {
            var stack = MultiLayerConfiguration.fromJson(json);
            yield recompute ? new MultiLayerNetwork(stack) : FastNetworks.of(stack, precision);
          }
          case GRAPH -> {
            var graph = ComputationGraphConfiguration.fromJson(json);
            yield recompute ? new ComputationGraph(graph) : FastNetworks.of(graph, precision);
          }
        };
    network.init();
    return new Replica(NetworkView.of(network));
  }
}
