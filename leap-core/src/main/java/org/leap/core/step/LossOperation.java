package org.leap.core.step;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.leap.core.onednn.Buffer;
import org.leap.core.onednn.Layout;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/**
 * The function of the output layer and its loss, summed over the examples: softmax with
 * cross-entropy in Java, every other pair by ND4J. The gradient is that of the sum.
 */
final class LossOperation implements Operation {
  private final Value input;
  private final IActivation activation;
  private final ILossFunction loss;
  private final boolean softmax;

  /** How much the examples of a class count; null for all alike. */
  private final float[] weights;

  private final float[] row;
  private Buffer gradient;
  private INDArray labels;
  private INDArray output;
  private double sum;

  LossOperation(Value input, IActivation activation, ILossFunction loss) {
    this.input = input;
    this.activation = activation;
    this.loss = loss;
    this.softmax = activation.getClass() == ActivationSoftmax.class && isCrossEntropy(loss);
    INDArray classWeights = softmax ? ((LossMCXENT) loss).getWeights() : null;
    this.weights = classWeights == null ? null : classWeights.toFloatVector();
    this.row = new float[(int) input.channels()];
  }

  /** What extends them is another loss, as LossSparseMCXENT is. */
  private static boolean isCrossEntropy(ILossFunction loss) {
    return loss.getClass() == LossMCXENT.class
        || loss.getClass() == LossNegativeLogLikelihood.class;
  }

  @Override
  public Value result() {
    return input;
  }

  /** What the next run compares the output with, {@code [b, n]}; null to leave that out. */
  void setLabels(INDArray newLabels) {
    labels = newLabels;
  }

  /** The loss of the last run, summed over its examples. */
  double sum() {
    return sum;
  }

  /** The output of the last run without labels, {@code [b, n]}. */
  INDArray output() {
    INDArray taken = output;
    output = null;
    return taken;
  }

  @Override
  public void forward(PlanBuilder plan) {
    if (plan.isTraining()) {
      gradient =
          plan.program()
              .buffer(Layout.plain(Layout.Type.FLOAT32, input.examples(), input.channels()));
      plan.program().add(this::computeLoss, input.buffer(), gradient);
    } else {
      plan.program().add(this::computeOutput, input.buffer());
    }
  }

  @Override
  public void backward(PlanBuilder plan) {
    plan.addGradient(input, gradient);
  }

  private void computeOutput() {
    if (labels != null) {
      computeLoss();
      return;
    }
    output = Nd4j.createUninitialized(DataType.FLOAT, input.examples(), input.channels());
    if (activation.getClass() == ActivationSoftmax.class) {
      FloatBuffer from = floats(input.buffer());
      FloatBuffer to = output.data().asNioFloat();
      for (int b = 0; b < input.examples(); b++) {
        from.get(row);
        softmax(row);
        to.put(row);
      }
    } else {
      output.assign(preOutput());
      activation.getActivation(output, false);
    }
  }

  private void computeLoss() {
    if (softmax) {
      crossEntropy();
      return;
    }
    if (gradient == null) {
      sum = loss.computeScore(labels, preOutput(), activation, null, false);
      return;
    }
    var both = loss.computeGradientAndScore(labels, preOutput(), activation, null, false);
    sum = both.getFirst();
    floats(gradient).put(both.getSecond().dup('c').data().asNioFloat());
  }

  private INDArray preOutput() {
    float[] values = new float[(int) (input.examples() * input.channels())];
    floats(input.buffer()).get(values);
    return Nd4j.createFromArray(values).reshape(input.examples(), input.channels());
  }

  private void crossEntropy() {
    FloatBuffer from = floats(input.buffer());
    FloatBuffer to = gradient == null ? null : floats(gradient);
    checkLabels();
    double least = Math.log(((LossMCXENT) loss).getSoftmaxClipEps());
    DataBuffer given = labels.data();
    double total = 0;
    for (int b = 0; b < input.examples(); b++) {
      from.get(row);
      double logSum = softmax(row);
      if (weights != null) {
        scaleToWeight(given, b);
      }
      for (int i = 0; i < row.length; i++) {
        float label = label(given, b, i);
        if (label != 0) {
          total -= label * Math.max(from.get(b * row.length + i) - logSum, least);
        }
        row[i] -= label;
      }
      if (to != null) {
        to.put(row);
      }
    }
    sum = total;
  }

  /** Weights of the example's labels, with which its probabilities come into the gradient. */
  private void scaleToWeight(DataBuffer given, int b) {
    float weight = 0;
    for (int i = 0; i < row.length; i++) {
      weight += label(given, b, i);
    }
    for (int i = 0; i < row.length; i++) {
      row[i] *= weight;
    }
  }

  private float label(DataBuffer given, int b, int i) {
    float label = given.getFloat(b * labels.stride(0) + i * labels.stride(1));
    return weights == null ? label : weights[i] * label;
  }

  private void checkLabels() {
    if (!Arrays.equals(labels.shape(), input.shape())) {
      throw new IllegalArgumentException(
          "Labels have the shape %s, expected %s"
              .formatted(Arrays.toString(labels.shape()), Arrays.toString(input.shape())));
    }
  }

  /** Turns a row into its softmax and returns the logarithm of what it was divided by. */
  private static double softmax(float[] row) {
    float largest = Float.NEGATIVE_INFINITY;
    for (float value : row) {
      largest = Math.max(largest, value);
    }
    double total = 0;
    for (float value : row) {
      total += StrictMath.exp(value - largest);
    }
    double logSum = largest + StrictMath.log(total);
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) StrictMath.exp(row[i] - logSum);
    }
    return logSum;
  }

  private FloatBuffer floats(Buffer buffer) {
    return buffer.floats((int) (input.examples() * input.channels()));
  }
}
