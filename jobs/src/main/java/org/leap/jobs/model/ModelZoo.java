package org.leap.jobs.model;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.leap.core.noise.SeedDerivation;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.spark.data.ExampleShape;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Networks by name. All end in a softmax over the classes, trained on cross-entropy, or in one
 * number, trained on its squared error.
 */
public final class ModelZoo {
  private static final long INITIALIZATION = 5;
  private static final int SMALLEST_IMAGE = 16;
  private static final int LARGEST_SMALL_STEM = 64;

  private ModelZoo() {}

  /** Whether a network takes examples as rows rather than as images. */
  public static boolean flatInput(ModelConfig model) {
    return model instanceof ModelConfig.Mlp || model instanceof ModelConfig.OfGraph;
  }

  /** What a network takes, as DL4J names it. */
  public static InputType inputType(ModelConfig model, ExampleShape shape) {
    return inputType(flatInput(model), shape);
  }

  /** The same, for a network that takes examples as rows or as images. */
  public static InputType inputType(boolean flatInput, ExampleShape shape) {
    return flatInput
        ? InputType.feedForward(shape.size())
        : InputType.convolutional(shape.height(), shape.width(), shape.channels());
  }

  /**
   * The network that a configuration names, whose parameters are yet to be drawn.
   *
   * @param seed of the run; the initial parameters are drawn from it
   * @throws IllegalArgumentException if the network does not fit the shape of the examples
   */
  public static ZooNetwork network(
      ModelConfig model, ExampleShape shape, IUpdater updater, WeightDecay decay, long seed) {
    ZooNetwork network = network(settings(updater, seed), model, shape);
    network.layers().forEach(layer -> decay(layer, decay));
    return network;
  }

  /** What all layers of a network have in common. */
  static NeuralNetConfiguration.Builder settings(IUpdater updater, long seed) {
    return new NeuralNetConfiguration.Builder().seed(networkSeed(seed)).updater(updater);
  }

  /** The seed of a network in a run. */
  static int networkSeed(long seed) {
    return SeedDerivation.deriveForNd4j(seed, INITIALIZATION);
  }

  private static ZooNetwork network(
      NeuralNetConfiguration.Builder settings, ModelConfig model, ExampleShape shape) {
    if (!flatInput(model)) {
      refuseSmallImages(model, shape);
    }
    FirstWeights weights = FirstWeights.of((ModelConfig.Initialized) model);
    LayerStack layers;
    if (model instanceof ModelConfig.Mlp mlp) {
      layers = new LayerStack(settings, ConvolutionMode.Truncate, weights).mlp(mlp);
    } else if (model instanceof ModelConfig.Lenet) {
      layers = new LayerStack(settings, ConvolutionMode.Truncate, weights).lenet();
    } else if (model instanceof ModelConfig.Vgg16 vgg) {
      layers = new LayerStack(settings, ConvolutionMode.Same, weights).vgg16(vgg);
    } else {
      return new ZooNetwork.Graph(graph(settings, model, shape, weights));
    }
    return new ZooNetwork.Stack(layers.classifier(inputType(model, shape), output(shape, weights)));
  }

  private static void refuseSmallImages(ModelConfig model, ExampleShape shape) {
    if (shape.height() < SMALLEST_IMAGE || shape.width() < SMALLEST_IMAGE) {
      throw new IllegalArgumentException(
          "model %s needs images of at least %s x %s, found %s x %s: use model mlp"
              .formatted(
                  model.name(), SMALLEST_IMAGE, SMALLEST_IMAGE, shape.height(), shape.width()));
    }
  }

  private static ComputationGraphConfiguration graph(
      NeuralNetConfiguration.Builder settings,
      ModelConfig model,
      ExampleShape shape,
      FirstWeights weights) {
    NetworkGraph graph = new NetworkGraph(settings, inputType(model, shape), weights);
    double dropout = 0;
    String top;
    if (model instanceof ModelConfig.Resnet20 net) {
      top = new ResNet(graph).forSmallImages(3, net.width());
    } else if (model instanceof ModelConfig.Resnet32 net) {
      top = new ResNet(graph).forSmallImages(5, net.width());
    } else if (model instanceof ModelConfig.Resnet18 net) {
      top = new ResNet(graph).with18Layers(net.width(), isSmall(net.stem(), shape));
    } else if (model instanceof ModelConfig.Resnet50 net) {
      top = new ResNet(graph).with50Layers(net.width(), isSmall(net.stem(), shape));
    } else if (model instanceof ModelConfig.Googlenet net) {
      top = new GoogLeNet(graph, net.width()).layers(isSmall(net.stem(), shape));
      dropout = net.dropout();
    } else {
      throw new AssertionError(model);
    }
    return graph.classifier(top, dropout, output(shape, weights));
  }

  private static boolean isSmall(ModelConfig.Stem stem, ExampleShape shape) {
    return switch (stem) {
      case SMALL -> true;
      case LARGE -> false;
      case AUTO -> shape.height() <= LARGEST_SMALL_STEM && shape.width() <= LARGEST_SMALL_STEM;
    };
  }

  /** Layer by layer: DL4J's builder applies a decoupled decay twice. Biases do not decay. */
  static void decay(Layer layer, WeightDecay decay) {
    if (layer instanceof BaseLayer weights && decay.coefficient() > 0) {
      Regularization regularization =
          decay.mode() == WeightDecay.Mode.COUPLED
              ? new L2Regularization(decay.coefficient())
              : new org.nd4j.linalg.learning.regularization.WeightDecay(decay.coefficient(), true);
      weights.setRegularization(List.of(regularization));
    }
  }

  private static OutputLayer output(ExampleShape shape, FirstWeights weights) {
    boolean number = shape.measured();
    return new OutputLayer.Builder(number ? LossFunction.MSE : LossFunction.MCXENT)
        .nOut(shape.outputs())
        .activation(number ? Activation.IDENTITY : Activation.SOFTMAX)
        .weightInit(weights.output())
        .build();
  }
}
