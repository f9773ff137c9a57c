package org.leap.jobs.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.spark.data.ExampleShape;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;

class ModelZooTest {
  private static final ExampleShape MNIST = new ExampleShape(1, 28, 28, 10);

  private static MultiLayerConfiguration of(ModelConfig model, WeightDecay decay) {
    return ModelZoo.configuration(model, MNIST, new Sgd(0.1), decay, 42);
  }

  private static long parameters(ModelConfig model) {
    MultiLayerNetwork network = new MultiLayerNetwork(of(model, WeightDecay.NONE));
    network.init();
    return network.numParams();
  }

  @Test
  void parameterCountsAreThoseOfTheFormulas() {
    // (25 + 1) 20 + (25 * 20 + 1) 50 + (4 * 4 * 50 + 1) 500 + 501 * 10
    assertEquals(431_080, parameters(new ModelConfig.Lenet()));
    // 785 * 1000 + 1001 * 1000 + 1001 * 10
    assertEquals(
        1_796_010,
        parameters(new ModelConfig.Mlp(List.of(1000, 1000), ModelConfig.Activation.RELU, 0.5)));
  }

  @Test
  void weightDecayIsAppliedOnceAndNotToBiases() {
    for (WeightDecay.Mode mode : WeightDecay.Mode.values()) {
      MultiLayerConfiguration network = of(new ModelConfig.Lenet(), new WeightDecay(0.01, mode));
      for (var conf : network.getConfs()) {
        Layer layer = conf.getLayer();
        if (layer instanceof BaseLayer) {
          List<Regularization> weights = layer.getRegularizationByParam("W");
          assertEquals(1, weights.size(), layer + " " + mode);
          List<Regularization> biases = layer.getRegularizationByParam("b");
          assertTrue(biases == null || biases.isEmpty(), layer + " " + mode);
        }
      }
    }
  }

  @Test
  void allBitsOfTheSeedCount() {
    MultiLayerNetwork one = network(1);
    assertTrue(one.params().equals(network(1).params()));
    assertTrue(!one.params().equals(network(1L << 32 | 1).params()));
    assertTrue(!one.params().equals(network(1L << 31 | 1).params()));
  }

  private static MultiLayerNetwork network(long seed) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            ModelZoo.configuration(
                new ModelConfig.Mlp(List.of(5), ModelConfig.Activation.TANH, 0),
                MNIST,
                new Sgd(0.1),
                WeightDecay.NONE,
                seed));
    network.init();
    return network;
  }
}
