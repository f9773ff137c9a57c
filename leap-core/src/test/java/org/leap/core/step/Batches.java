package org.leap.core.step;

import java.util.Random;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Minibatches that are a function of a seed. */
public final class Batches {
  private Batches() {}

  /** Normally distributed features, one class of each example. */
  public static DataSet classes(int seed, int examples, int classes, InputType input) {
    INDArray labels = Nd4j.zeros(DataType.DOUBLE, examples, classes);
    Random random = new Random(seed);
    for (int b = 0; b < examples; b++) {
      labels.putScalar(b, random.nextInt(classes), 1);
    }
    return new DataSet(features(seed, examples, input), labels);
  }

  /** The same as classes, in float32. */
  public static DataSet floats(int seed, int examples, int classes, InputType input) {
    DataSet exact = classes(seed, examples, classes, input);
    return new DataSet(
        exact.getFeatures().castTo(DataType.FLOAT), exact.getLabels().castTo(DataType.FLOAT));
  }

  /** Labels that are shares of all classes. */
  static DataSet shares(int seed, int examples, int classes, InputType input) {
    INDArray labels = Nd4j.createFromArray(values(seed + 1, examples * classes));
    labels = labels.mul(labels).addi(0.1).reshape(examples, classes);
    labels.diviColumnVector(labels.sum(1));
    return new DataSet(features(seed, examples, input), labels);
  }

  static INDArray features(int seed, int examples, InputType input) {
    long[] one = input.getShape(false);
    long[] shape = new long[one.length + 1];
    shape[0] = examples;
    System.arraycopy(one, 0, shape, 1, one.length);
    return Nd4j.createFromArray(values(seed, examples * (int) input.arrayElementsPerExample()))
        .reshape(shape);
  }

  /** Each is a float's value. */
  private static double[] values(int seed, int length) {
    Random random = new Random(seed);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
