package org.leap.jobs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.api.Test;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.Regularization;

class ModelZooTest {
  private static final ExampleShape MNIST = new ExampleShape(1, 28, 28, 10);
  private static final ExampleShape CIFAR = new ExampleShape(3, 32, 32, 10);

  private static ZooNetwork of(ModelConfig model, ExampleShape shape, WeightDecay decay) {
    return ModelZoo.network(model, shape, new Sgd(0.1), decay, 42);
  }

  private static long parameters(ModelConfig model, ExampleShape shape) {
    NetworkBlueprint blueprint = of(model, shape, WeightDecay.NONE).blueprint(false);
    return AveragingTrainer.initialState(blueprint).parameters().length;
  }

  @Test
  void parameterCountsAreThoseOfTheFormulas() {
    // (25 + 1) 20 + (25 * 20 + 1) 50 + (4 * 4 * 50 + 1) 500 + 501 * 10
    assertEquals(431_080, parameters(new ModelConfig.Lenet(), MNIST));
    // 785 * 1000 + 1001 * 1000 + 1001 * 10
    assertEquals(
        1_796_010,
        parameters(
            new ModelConfig.Mlp(List.of(1000, 1000), ModelConfig.Activation.RELU, 0.5), MNIST));
  }

  /** DL4J counts the running mean and variance of batch normalization, which are not trained. */
  @Test
  void deepNetworksHaveTheParametersOfTheLiterature() {
    // VGG16's convolutions have 14,714,688; dense layers for a 32 x 32 image follow.
    assertEquals(
        14_714_688 + 513 * 4096 + 4097 * 4096 + 4097 * 10,
        parameters(new ModelConfig.Vgg16(), CIFAR));
    int statistics = 2 * (7 * 16 + 7 * 32 + 7 * 64);
    // 269,722 with the parameterless shortcuts of the paper; the two 1 x 1 convolutions are more.
    assertEquals(
        269_722 + 16 * 32 + 64 + 32 * 64 + 128 + statistics,
        parameters(new ModelConfig.Resnet20(), CIFAR));
  }

  @Test
  void vggRefusesSmallImages() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> of(new ModelConfig.Vgg16(), MNIST, WeightDecay.NONE));
    assertEquals(
        "model vgg16 halves its images five times and needs at least 32 x 32, found 28 x 28: use model lenet or resnet20",
        e.getMessage());
  }

  @Test
  void weightDecayIsAppliedOnceAndNotToBiases() {
    for (ModelConfig model : List.of(new ModelConfig.Lenet(), new ModelConfig.Resnet20())) {
      for (WeightDecay.Mode mode : WeightDecay.Mode.values()) {
        for (Layer layer : of(model, MNIST, new WeightDecay(0.01, mode)).layers()) {
          if (layer instanceof FeedForwardLayer && !(layer instanceof BatchNormalization)) {
            List<Regularization> weights = layer.getRegularizationByParam("W");
            assertEquals(1, weights.size(), layer + " " + mode);
            List<Regularization> biases = layer.getRegularizationByParam("b");
            assertTrue(biases == null || biases.isEmpty(), layer + " " + mode);
          }
        }
      }
    }
  }

  @Test
  void allBitsOfTheSeedCount() {
    assertArrayEquals(initial(1), initial(1));
    assertFalse(Arrays.equals(initial(1), initial(1L << 32 | 1)));
    assertFalse(Arrays.equals(initial(1), initial(1L << 31 | 1)));
  }

  private static float[] initial(long seed) {
    ModelConfig model = new ModelConfig.Mlp(List.of(5), ModelConfig.Activation.TANH, 0);
    ZooNetwork network = ModelZoo.network(model, MNIST, new Sgd(0.1), WeightDecay.NONE, seed);
    return AveragingTrainer.initialState(network.blueprint(true)).parameters();
  }
}
