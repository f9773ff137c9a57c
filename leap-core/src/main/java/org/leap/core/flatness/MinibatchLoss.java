package org.leap.core.flatness;

import org.deeplearning4j.nn.api.Model;
import org.leap.core.NetworkView;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Loss and gradient of one minibatch, as sums over its examples. The network is to be built from a
 * configuration of {@link EvaluationMode}, best by {@link org.leap.core.fast.FastNetworks}. Not
 * thread-safe.
 */
public final class MinibatchLoss {
  private final Model network;
  private final NetworkView view;

  /**
   * The loss of a network with one input and one output.
   *
   * @param network an initialized MultiLayerNetwork or ComputationGraph, whose parameters are
   *     overwritten
   */
  public MinibatchLoss(Model network) {
    view = NetworkView.of(network);
    if (view.inputs() != 1 || view.outputs() != 1) {
      throw new IllegalArgumentException(
          "The network has %s inputs and %s outputs, expected one of each"
              .formatted(view.inputs(), view.outputs()));
    }
    this.network = network;
  }

  /** Largest relative error of rounding a parameter, as in {@link LossLandscape#roundoff}. */
  public double roundoff() {
    return network.params().dataType() == DataType.DOUBLE ? 0x1p-53 : 0x1p-24;
  }

  /** Parameters as doubles, {@code [n]}. */
  public double[] parameters() {
    return HostVector.read(network.params());
  }

  /** Sets the parameters, rounded to the network's precision. */
  public void moveTo(double[] parameters) {
    HostVector.write(parameters, network.params());
  }

  /**
   * The sum of the losses at the network's parameters.
   *
   * @param features {@code [b, ...]}
   * @param labels {@code [b, ...]}
   */
  public double sum(INDArray features, INDArray labels) {
    DataSet minibatch = new DataSet(features, labels);
    return view.loss(minibatch) * features.size(0);
  }

  /**
   * The sum of the losses, and that of their gradients.
   *
   * @param gradientSum {@code [n]}, is added to
   */
  public double sum(INDArray features, INDArray labels, double[] gradientSum) {
    // DL4J's gradient is a sum, its score a mean.
    HostVector.addTo(gradientSum, gradient(features, labels));
    return network.score() * features.size(0);
  }

  /** DL4J's gradient, {@code [1, n]}, a sum over the examples; overwritten by the next. */
  public INDArray gradient(INDArray features, INDArray labels) {
    return view.gradient(features, labels);
  }
}
