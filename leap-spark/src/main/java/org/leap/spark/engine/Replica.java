package org.leap.spark.engine;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.leap.core.RateScale;
import org.leap.core.gradient.GradientTreatment;
import org.leap.core.gradient.TreatedGradients;
import org.leap.core.graph.NodeGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A network that a task slot keeps between rounds: only parameters and counters are loaded into it.
 */
abstract sealed class Replica permits MultiLayerReplica, GraphReplica {

  private RateScale rateScale;
  private TreatedGradients treated;
  private GradientTreatment treatment = GradientTreatment.NONE;

  abstract Model network();

  abstract INDArray optimizerState();

  /** Layers in the order of their parameters. */
  abstract Layer[] layers();

  abstract void setCounters(int step, int epoch);

  /** Makes it work on this graph, whose nodes are the examples. */
  abstract void bind(NodeGraph graph);

  /** Trains one minibatch and returns its mean loss, regularization included. */
  abstract double fit(INDArray features, INDArray labels);

  /** The same for a minibatch with any inputs, labels and masks that the network takes. */
  abstract double fit(MultiDataSet minibatch);

  /** Class probabilities, {@code [b, classes]}. */
  abstract INDArray output(INDArray features);

  /** Takes over parameters and optimizer state; an empty optimizer state resets it to zero. */
  final void load(NetworkState state) {
    FlatVector.write(state.parameters(), network().params());
    INDArray own = optimizerState();
    if (state.optimizerState().length == 0 && own != null) {
      own.assign(0);
    } else {
      FlatVector.write(state.optimizerState(), own);
    }
  }

  final NetworkState state() {
    return new NetworkState(FlatVector.read(network().params()), FlatVector.read(optimizerState()));
  }

  /** Sets a factor on all learning rates. */
  final void scaleRates(double factor) {
    if (rateScale == null) {
      rateScale = RateScale.of(network());
    }
    rateScale.set(factor);
  }

  /** Sets what becomes of gradients, for a worker. */
  final void treatGradients(GradientTreatment wanted, int worker) {
    if (!wanted.equals(treatment)) {
      endTreatment();
      treated = wanted.isNone() ? null : wanted.attach(network());
      treatment = wanted;
    }
    if (treated != null) {
      treated.bind(worker);
    }
  }

  private void endTreatment() {
    if (treated != null) {
      network().setListeners(List.of());
      treated.close();
    }
  }

  /** Frees its memory; it is not to be used any more. */
  final void close() {
    endTreatment();
    network().close();
  }

  /** Learning rate of the first layer that is trained; NaN if none has a rate. */
  final double learningRate(int step, int epoch) {
    for (Layer layer : layers()) {
      if (layer.conf().getLayer() instanceof BaseLayer trained) {
        return trained.getIUpdater().getLearningRate(step, epoch);
      }
    }
    return Double.NaN;
  }

  /** Name of the layer that a place in the flattened parameters belongs to. */
  final String layerOf(int parameter) {
    long end = 0;
    for (Layer layer : layers()) {
      end += layer.numParams();
      if (parameter < end) {
        return layer.conf().getLayer().getLayerName();
      }
    }
    throw new IndexOutOfBoundsException(parameter);
  }
}
