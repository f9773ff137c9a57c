package org.leap.core.flatness;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.deeplearning4j.nn.api.Model;
import org.leap.core.NetworkView;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Loss and gradient of one minibatch, as sums over its examples. The network is to be built from a
 * configuration of {@link EvaluationMode}, best by {@link org.leap.core.fast.FastNetworks}. Not
 * thread-safe.
 */
public final class MinibatchLoss {
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
  }

  /** Largest relative error of rounding a parameter, as in {@link LossLandscape#roundoff}. */
  public double roundoff() {
    return view.network().params().dataType() == DataType.DOUBLE ? 0x1p-53 : 0x1p-24;
  }

  /** Parameters as doubles, {@code [n]}. */
  public double[] parameters() {
    return view.network().params().toDoubleVector();
  }

  /** Sets the parameters, rounded to the network's precision. */
  public void moveTo(double[] parameters) {
    write(parameters, view.network().params());
  }

  /**
   * The sum of the losses at the network's parameters.
   *
   * @param features {@code [b, ...]}
   * @param labels {@code [b, ...]}
   */
  public double sum(INDArray features, INDArray labels) {
    return view.loss(new DataSet(features, labels)) * features.size(0);
  }

  /**
   * The sum of the losses, and that of their gradients.
   *
   * @param gradientSum {@code [n]}, is added to
   */
  public double sum(INDArray features, INDArray labels, double[] gradientSum) {
    // DL4J's gradient is a sum, its score a mean.
    addTo(gradientSum, gradient(features, labels));
    return view.network().score() * features.size(0);
  }

  /** DL4J's gradient, {@code [1, n]}, a sum over the examples; overwritten by the next. */
  public INDArray gradient(INDArray features, INDArray labels) {
    return view.gradient(features, labels);
  }

  private static void write(double[] values, INDArray vector) {
    if (values.length != vector.length()) {
      throw new IllegalArgumentException(
          "%s values for a vector of %s".formatted(values.length, vector.length()));
    }
    if (vector.dataType() == DataType.DOUBLE) {
      doubles(vector).put(values);
      return;
    }
    FloatBuffer target = floats(vector);
    for (double value : values) {
      target.put((float) value);
    }
  }

  /** Adds the vector to sums. */
  private static void addTo(double[] sums, INDArray vector) {
    Nd4j.getExecutioner().commit();
    if (vector.dataType() == DataType.DOUBLE) {
      double[] values = new double[sums.length];
      doubles(vector).get(values);
      Vectors.add(1, values, sums);
      return;
    }
    float[] values = new float[sums.length];
    floats(vector).get(values);
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i];
    }
  }

  private static FloatBuffer floats(INDArray vector) {
    return vector.data().asNioFloat().position(Math.toIntExact(vector.offset())).slice();
  }

  private static DoubleBuffer doubles(INDArray vector) {
    return vector.data().asNioDouble().position(Math.toIntExact(vector.offset())).slice();
  }
}
