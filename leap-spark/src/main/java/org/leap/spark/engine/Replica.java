package org.leap.spark.engine;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A network that a task slot keeps between rounds: only parameters and counters are loaded into it.
 */
abstract sealed class Replica permits MultiLayerReplica, GraphReplica {

  abstract Model network();

  abstract INDArray optimizerState();

  /** Layers in the order of their parameters. */
  abstract Layer[] layers();

  abstract void setCounters(int step, int epoch);

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

  /** Frees its memory; it is not to be used any more. */
  final void close() {
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
