package org.leap.jobs.model;

import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.leap.core.NetworkView;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/** The layer that gives a value for every class. */
final class LastLayer {
  private LastLayer() {}

  private static Layer of(ZooNetwork network) {
    if (network instanceof ZooNetwork.Stack stack) {
      return of(stack.configuration());
    }
    return of(((ZooNetwork.Graph) network).configuration());
  }

  private static Layer of(MultiLayerConfiguration stack) {
    return stack.getConf(stack.getConfs().size() - 1).getLayer();
  }

  private static Layer of(ComputationGraphConfiguration graph) {
    var vertex = graph.getVertices().get(graph.getNetworkOutputs().get(0));
    return vertex instanceof LayerVertex layer ? layer.getLayerConf().getLayer() : null;
  }

  /** Whether it has parameters, and others than for so many classes. */
  static boolean isForOthers(ZooNetwork network, int classes) {
    return of(network) instanceof BaseOutputLayer output && output.getNOut() != classes;
  }

  /**
   * The network with a last layer for so many classes.
   *
   * @throws IllegalArgumentException if its last layer has no parameters
   */
  static ZooNetwork forClasses(ZooNetwork network, int classes) {
    ZooNetwork copy = network.copy();
    output(of(copy)).setNOut(classes);
    return copy;
  }

  /** Whether it gives probabilities. */
  static boolean isSoftmax(ZooNetwork network) {
    return of(network) instanceof BaseLayer layer
        && layer.getActivationFn() instanceof ActivationSoftmax;
  }

  private static BaseOutputLayer output(Layer layer) {
    if (layer instanceof BaseOutputLayer output) {
      return output;
    }
    throw new IllegalArgumentException(
        "model.outputLayer: the last layer of the network in model.file has no parameters, so that it cannot start anew: use data of its classes, or another network");
  }

  /**
   * The network with a loss that counts the examples of every class by a weight.
   *
   * @throws IllegalArgumentException if it has another loss than cross-entropy over a softmax
   */
  static ZooNetwork weighted(ZooNetwork network, double[] weights) {
    if (crossEntropy(network).isEmpty()) {
      throw new IllegalArgumentException(
          "training.classWeights needs a network that ends in a softmax with cross-entropy (MCXENT)");
    }
    return withLoss(network, new LossMCXENT(Nd4j.createFromArray(weights).castTo(DataType.FLOAT)));
  }

  /** The network with a loss that counts every class alike. */
  static ZooNetwork unweighted(ZooNetwork network) {
    return weights(network) == 0 ? network : withLoss(network, new LossMCXENT());
  }

  /** How many classes its loss counts by weights; 0 where it counts them alike. */
  static long weights(ZooNetwork network) {
    return crossEntropy(network).map(LossMCXENT::getWeights).map(INDArray::length).orElse(0L);
  }

  private static ZooNetwork withLoss(ZooNetwork network, ILossFunction loss) {
    ZooNetwork copy = network.copy();
    if (of(copy) instanceof BaseOutputLayer output) {
      output.setLossFn(loss);
    } else {
      ((LossLayer) of(copy)).setLossFn(loss);
    }
    return copy;
  }

  private static Optional<LossMCXENT> crossEntropy(ZooNetwork network) {
    Layer last = of(network);
    ILossFunction loss = null;
    if (last instanceof BaseOutputLayer output) {
      loss = output.getLossFn();
    } else if (last instanceof LossLayer output) {
      loss = output.getLossFn();
    }
    // Subclasses are other losses, which it would take the place of.
    boolean known =
        loss != null
            && (loss.getClass() == LossMCXENT.class
                || loss.getClass() == LossNegativeLogLikelihood.class);
    return isSoftmax(network) && known ? Optional.of((LossMCXENT) loss) : Optional.empty();
  }

  /** What a network starts from whose last layer is new, and whose other layers are another's. */
  static NetworkState fresh(NetworkBlueprint blueprint, NetworkBlueprint other, NetworkState from) {
    var network = blueprint.network(AveragingTrainer.initialState(blueprint), 0, 0);
    var trained = other.network(from, 0, 0);
    var layers = NetworkView.of(network).layers();
    var others = NetworkView.of(trained).layers();
    for (int i = 0; i < layers.length; i++) {
      if (!(layers[i] instanceof IOutputLayer)) {
        Map<String, INDArray> values = others[i].paramTable();
        layers[i].paramTable().forEach((name, own) -> own.assign(values.get(name)));
      }
    }
    float[] parameters = network.params().toFloatVector();
    network.close();
    trained.close();
    return new NetworkState(parameters);
  }
}
