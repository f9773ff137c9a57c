package org.leap.spark.engine;

import java.util.List;
import java.util.function.IntFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.leap.core.NetworkView;
import org.leap.core.RateScale;
import org.leap.core.gradient.GradientTreatment;
import org.leap.core.gradient.TreatedGradients;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A network that a task slot keeps between rounds: parameters and counters are loaded into it. */
final class Replica {

  private final NetworkView view;
  private RateScale rateScale;
  private TreatedGradients treated;
  private GradientTreatment treatment = GradientTreatment.NONE;

  Replica(NetworkView view) {
    this.view = view;
  }

  /** What can be done with its network. */
  NetworkView view() {
    return view;
  }

  Model network() {
    return view.network();
  }

  /** Takes over parameters and optimizer state; an empty optimizer state resets it to zero. */
  void load(NetworkState state) {
    FlatVector.write(state.parameters(), network().params());
    INDArray own = view.optimizerState();
    if (state.optimizerState().length == 0 && own != null) {
      own.assign(0);
    } else {
      FlatVector.write(state.optimizerState(), own);
    }
  }

  NetworkState state() {
    return state(float[]::new);
  }

  /**
   * The same in arrays that are given.
   *
   * @param arrays gives one of so many elements
   */
  NetworkState state(IntFunction<float[]> arrays) {
    return new NetworkState(
        FlatVector.read(network().params(), arrays),
        FlatVector.read(view.optimizerState(), arrays));
  }

  /** Sets a factor on all learning rates. */
  void scaleRates(double factor) {
    if (rateScale == null) {
      rateScale = RateScale.of(network());
    }
    rateScale.set(factor);
  }

  /** Sets what becomes of gradients, for a worker. */
  void treatGradients(GradientTreatment wanted, int worker) {
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
  void close() {
    endTreatment();
    network().close();
  }

  /** Learning rate of the first layer that is trained; NaN if none has a rate. */
  double learningRate(int step, int epoch) {
    for (Layer layer : view.layers()) {
      if (layer.conf().getLayer() instanceof BaseLayer trained) {
        return trained.getIUpdater().getLearningRate(step, epoch);
      }
    }
    return Double.NaN;
  }

  /** Name of the layer that a place in the flattened parameters belongs to. */
  String layerOf(int parameter) {
    long end = 0;
    for (Layer layer : view.layers()) {
      end += layer.numParams();
      if (parameter < end) {
        return layer.conf().getLayer().getLayerName();
      }
    }
    throw new IndexOutOfBoundsException(parameter);
  }
}
