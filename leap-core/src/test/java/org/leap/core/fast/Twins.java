package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** DL4J's network and our layers from one configuration, trained on the same batches. */
record Twins(Model plain, Model fast) {

  static Twins of(MultiLayerConfiguration configuration) {
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration.clone());
    plain.init();
    MultiLayerNetwork fast = new FastMultiLayerNetwork(configuration.clone(), null);
    fast.init();
    return new Twins(plain, fast);
  }

  static Twins of(ComputationGraphConfiguration configuration) {
    ComputationGraph plain = new ComputationGraph(configuration.clone());
    plain.init();
    ComputationGraph fast = new FastComputationGraph(configuration.clone(), null);
    fast.init();
    return new Twins(plain, fast);
  }

  /** Fits both to the batch, with the same random numbers. */
  Twins fit(DataSet batch, int step) {
    fit(plain, batch, step);
    fit(fast, batch, step);
    return this;
  }

  static void fit(Model network, DataSet batch, int step) {
    Nd4j.getRandom().setSeed(1000 + step);
    if (network instanceof MultiLayerNetwork layers) {
      layers.fit(batch);
    } else {
      ((ComputationGraph) network).fit(batch);
    }
  }

  void assertSameBits() {
    assertArrayEquals(bits(plain), bits(fast));
  }

  void assertSameScore() {
    assertEquals(plain.score(), fast.score());
  }

  /** Largest difference of two parameters, relative to the largest step. */
  double difference(INDArray before) {
    double step = plain.params().sub(before).amaxNumber().doubleValue();
    return plain.params().sub(fast.params()).amaxNumber().doubleValue() / step;
  }

  private static float[] bits(Model network) {
    return network.params().dup().data().asFloat();
  }

  /** A batch that is a function of its number, features in [-1, 1). */
  static DataSet batch(int number, int classes, long... shape) {
    INDArray features = uniform(number, shape);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, shape[0], classes);
    for (int i = 0; i < shape[0]; i++) {
      labels.putScalar(i, (i * 7 + number) % classes, 1);
    }
    return new DataSet(features, labels);
  }

  static INDArray uniform(int number, long... shape) {
    Nd4j.getRandom().setSeed(77 + number);
    return Nd4j.rand(DataType.FLOAT, shape).muli(2).subi(1);
  }
}
