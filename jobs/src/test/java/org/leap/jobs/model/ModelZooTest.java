package org.leap.jobs.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

  @ParameterizedTest
  @CsvSource({
    // 785 * 1000 + 1001 * 1000 + 1001 * 10
    "mlp, 1 x 28 x 28, 10, 1796010",
    // (25 + 1) 20 + (25 * 20 + 1) 50 + (4 * 4 * 50 + 1) 500 + 501 * 10
    "lenet, 1 x 28 x 28, 10, 431080",
    // The convolutions have 14,714,688 and the dense layers what the size of the image asks for.
    "vgg16, 3 x 32 x 32, 10, 33638218",
    "vgg16, 3 x 224 x 224, 1000, 138357544",
    "resnet18, 3 x 32 x 32, 10, 11173962",
    "resnet18, 3 x 224 x 224, 1000, 11689512",
    "resnet50, 3 x 32 x 32, 10, 23520842",
    "resnet50, 3 x 224 x 224, 1000, 25557032",
    "googlenet, 3 x 224 x 224, 1000, 6624904",
    // 269,722 and 464,154 with the parameterless shortcuts of the paper's option A, and 2,752 more.
    "resnet20, 3 x 32 x 32, 10, 272474",
    "resnet32, 3 x 32 x 32, 10, 466906"
  })
  void trainableParametersAreThoseOfTheLiterature(
      String name, String shape, int classes, long parameters) {
    int[] size = Arrays.stream(shape.split(" x ")).mapToInt(Integer::parseInt).toArray();
    ZooNetwork network =
        of(
            Zoo.standard(name),
            new ExampleShape(size[0], size[1], size[2], classes),
            WeightDecay.NONE);
    assertEquals(parameters, network.trainableParameters());
  }

  /** The engine's vectors hold the running statistics of batch normalization too. */
  @ParameterizedTest
  @MethodSource("org.leap.jobs.model.Zoo#names")
  void whatIsCountedIsWhatIsBuilt(String name) {
    ZooNetwork network = of(Zoo.tiny(name), CIFAR, WeightDecay.NONE);
    NetworkBlueprint blueprint = network.blueprint(ModelZoo.flatInput(Zoo.tiny(name)));
    long statistics =
        network.layers().stream()
            .filter(BatchNormalization.class::isInstance)
            .mapToLong(layer -> 2 * ((BatchNormalization) layer).getNOut())
            .sum();
    assertEquals(
        network.trainableParameters() + statistics,
        AveragingTrainer.initialState(blueprint).parameters().length);
  }

  @ParameterizedTest
  @MethodSource("org.leap.jobs.model.Zoo#names")
  void everySizeOfImageFits(String name) {
    ModelConfig model = Zoo.standard(name);
    for (int size : new int[] {28, 32, 64, 224}) {
      ExampleShape shape = new ExampleShape(3, size, size, 10);
      assertTrue(of(model, shape, WeightDecay.NONE).trainableParameters() > 100_000);
    }
  }

  /** None of the layers with parameters may be DL4J's own, which compute products twice. */
  @ParameterizedTest
  @MethodSource("org.leap.jobs.model.Zoo#names")
  void allLayersWithParametersAreFast(String name) {
    for (ExampleShape shape : List.of(CIFAR, new ExampleShape(3, 72, 72, 10))) {
      ModelConfig model = Zoo.tiny(name);
      NetworkBlueprint blueprint =
          of(model, shape, WeightDecay.NONE).blueprint(ModelZoo.flatInput(model));
      Model network = blueprint.network(AveragingTrainer.initialState(blueprint), 0, 0);
      Layer[] layers =
          network instanceof ComputationGraph graph
              ? graph.getLayers()
              : ((MultiLayerNetwork) network).getLayers();
      for (Layer layer : layers) {
        boolean fast = layer.getClass().getPackageName().equals("org.leap.core.fast");
        assertTrue(fast || layer.numParams() == 0, layer.getClass() + " of " + name);
      }
    }
  }

  /** He et al. 2015: the variance of a layer's weights is two over its inputs. */
  @Test
  void convolutionsStartAsHeWrote() {
    NetworkBlueprint blueprint =
        of(ModelConfig.Resnet20.STANDARD, CIFAR, WeightDecay.NONE).blueprint(false);
    ComputationGraph network =
        (ComputationGraph) blueprint.network(AveragingTrainer.initialState(blueprint), 0, 0);
    double deviation =
        network.getLayer("stage2-block1-1-conv").getParam("W").stdNumber().doubleValue();
    assertEquals(Math.sqrt(2.0 / (9 * 64)), deviation, 0.001);
  }

  @Test
  void smallImagesAreRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                of(ModelConfig.Vgg16.STANDARD, new ExampleShape(1, 28, 12, 10), WeightDecay.NONE));
    assertEquals(
        "model vgg16 needs images of at least 16 x 16, found 28 x 12: use model mlp",
        e.getMessage());
  }

  @Test
  void weightDecayIsAppliedOnceAndNotToBiases() {
    for (ModelConfig model : List.of(ModelConfig.Lenet.STANDARD, ModelConfig.Resnet20.STANDARD)) {
      for (WeightDecay.Mode mode : WeightDecay.Mode.values()) {
        for (var layer : of(model, MNIST, new WeightDecay(0.01, mode)).layers()) {
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
    ModelConfig model =
        new ModelConfig.Mlp(
            List.of(5), ModelConfig.Activation.TANH, 0, ModelConfig.Initialization.STANDARD);
    ZooNetwork network = ModelZoo.network(model, MNIST, new Sgd(0.1), WeightDecay.NONE, seed);
    return AveragingTrainer.initialState(network.blueprint(true)).parameters();
  }
}
