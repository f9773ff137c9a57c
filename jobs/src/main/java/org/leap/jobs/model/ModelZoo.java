package org.leap.jobs.model;

import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.leap.core.noise.SeedDerivation;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.spark.data.ExampleShape;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks by name. All end in a softmax over the classes, trained on cross-entropy. */
public final class ModelZoo {
  private static final long INITIALIZATION = 5;

  private ModelZoo() {}

  /** Whether a network takes examples as rows rather than as images. */
  public static boolean flatInput(ModelConfig model) {
    return model instanceof ModelConfig.Mlp;
  }

  /** What a network takes, as DL4J names it. */
  public static InputType inputType(ModelConfig model, ExampleShape shape) {
    return flatInput(model)
        ? InputType.feedForward(shape.size())
        : InputType.convolutional(shape.height(), shape.width(), shape.channels());
  }

  /**
   * @param seed of the run; the initial parameters are drawn from it
   * @throws IllegalArgumentException if the network does not fit the shape of the examples
   */
  public static ZooNetwork network(
      ModelConfig model, ExampleShape shape, IUpdater updater, WeightDecay decay, long seed) {
    NeuralNetConfiguration.Builder settings =
        new NeuralNetConfiguration.Builder()
            // DL4J draws from low seed bits only, so all 64 are folded into them.
            .seed((int) (SeedDerivation.derive(seed, INITIALIZATION) >>> 33) | 1)
            .updater(updater);
    ZooNetwork network = network(settings, model, shape);
    network.layers().forEach(layer -> decay(layer, decay));
    return network;
  }

  private static ZooNetwork network(
      NeuralNetConfiguration.Builder settings, ModelConfig model, ExampleShape shape) {
    if (model instanceof ModelConfig.Mlp mlp) {
      return new ZooNetwork.Stack(mlp(settings, mlp, shape));
    }
    if (model instanceof ModelConfig.Lenet) {
      return new ZooNetwork.Stack(lenet(settings, shape));
    }
    if (model instanceof ModelConfig.Vgg16) {
      return new ZooNetwork.Stack(vgg16(settings, shape));
    }
    if (model instanceof ModelConfig.Resnet20) {
      return new ZooNetwork.Graph(ResNet.of(settings, 3, inputType(model, shape), output(shape)));
    }
    throw new AssertionError(model);
  }

  /**
   * Layer by layer: DL4J's network builder applies a decoupled decay twice. Biases do not decay.
   */
  private static void decay(Layer layer, WeightDecay decay) {
    if (layer instanceof BaseLayer weights && decay.coefficient() > 0) {
      Regularization regularization =
          decay.mode() == WeightDecay.Mode.COUPLED
              ? new L2Regularization(decay.coefficient())
              : new org.nd4j.linalg.learning.regularization.WeightDecay(decay.coefficient(), true);
      weights.setRegularization(List.of(regularization));
    }
  }

  private static MultiLayerConfiguration mlp(
      NeuralNetConfiguration.Builder builder, ModelConfig.Mlp mlp, ExampleShape shape) {
    Activation activation = activation(mlp.activation());
    NeuralNetConfiguration.ListBuilder layers = builder.list();
    for (int width : mlp.hidden()) {
      DenseLayer.Builder layer =
          new DenseLayer.Builder()
              .nOut(width)
              .activation(activation)
              .weightInit(initialization(activation));
      layers.layer(layer.build());
      if (mlp.dropout() > 0) {
        // DL4J drops a layer's input and wants the probability to keep it.
        layers.layer(new DropoutLayer.Builder(1 - mlp.dropout()).build());
      }
    }
    return layers.layer(output(shape)).setInputType(inputType(mlp, shape)).build();
  }

  /** LeCun et al. 1998, with the widths and rectifiers of its usual modern form. */
  private static MultiLayerConfiguration lenet(
      NeuralNetConfiguration.Builder builder, ExampleShape shape) {
    if (shape.height() < 16 || shape.width() < 16) {
      throw new IllegalArgumentException(
          "model lenet needs images of at least 16 x 16, found %d x %d: use model mlp"
              .formatted(shape.height(), shape.width()));
    }
    return builder
        .list()
        .layer(convolution(5, 20))
        .layer(pooling())
        .layer(convolution(5, 50))
        .layer(pooling())
        .layer(dense(500))
        .layer(output(shape))
        .setInputType(inputType(new ModelConfig.Lenet(), shape))
        .build();
  }

  /**
   * Simonyan and Zisserman 2015, configuration D: thirteen 3x3 convolutions, three dense layers.
   */
  private static MultiLayerConfiguration vgg16(
      NeuralNetConfiguration.Builder builder, ExampleShape shape) {
    if (shape.height() < 32 || shape.width() < 32) {
      throw new IllegalArgumentException(
          "model vgg16 halves its images five times and needs at least 32 x 32, found %d x %d: use model lenet or resnet20"
              .formatted(shape.height(), shape.width()));
    }
    NeuralNetConfiguration.ListBuilder layers =
        builder.convolutionMode(ConvolutionMode.Same).list();
    int[] channels = {64, 128, 256, 512, 512};
    int[] convolutions = {2, 2, 3, 3, 3};
    for (int block = 0; block < channels.length; block++) {
      for (int i = 0; i < convolutions[block]; i++) {
        layers.layer(convolution(3, channels[block]));
      }
      layers.layer(pooling());
    }
    return layers
        .layer(dense(4096))
        .layer(dense(4096))
        .layer(output(shape))
        .setInputType(inputType(new ModelConfig.Vgg16(), shape))
        .build();
  }

  private static DenseLayer dense(int width) {
    return new DenseLayer.Builder()
        .nOut(width)
        .activation(Activation.RELU)
        .weightInit(WeightInit.RELU)
        .build();
  }

  private static ConvolutionLayer convolution(int kernel, int filters) {
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nOut(filters)
        .activation(Activation.RELU)
        .weightInit(WeightInit.RELU)
        .build();
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }

  private static OutputLayer output(ExampleShape shape) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(shape.classes())
        .activation(Activation.SOFTMAX)
        .weightInit(WeightInit.XAVIER)
        .build();
  }

  private static Activation activation(ModelConfig.Activation activation) {
    return switch (activation) {
      case RELU -> Activation.RELU;
      case TANH -> Activation.TANH;
      case SIGMOID -> Activation.SIGMOID;
      case LEAKY_RELU -> Activation.LEAKYRELU;
      case ELU -> Activation.ELU;
    };
  }

  private static WeightInit initialization(Activation activation) {
    return switch (activation) {
      case RELU, LEAKYRELU, ELU -> WeightInit.RELU;
      default -> WeightInit.XAVIER;
    };
  }
}
