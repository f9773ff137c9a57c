package org.leap.jobs.model;

import java.util.List;
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
  public static MultiLayerConfiguration configuration(
      ModelConfig model, ExampleShape shape, IUpdater updater, WeightDecay decay, long seed) {
    NeuralNetConfiguration.Builder builder =
        new NeuralNetConfiguration.Builder()
            // DL4J draws from low seed bits only, so all 64 are folded into them.
            .seed((int) (SeedDerivation.derive(seed, INITIALIZATION) >>> 33) | 1)
            .updater(updater);
    MultiLayerConfiguration network;
    if (model instanceof ModelConfig.Mlp mlp) {
      network = mlp(builder, mlp, shape);
    } else if (model instanceof ModelConfig.Lenet) {
      network = lenet(builder, shape);
    } else {
      throw new AssertionError(model);
    }
    network.getConfs().forEach(layer -> decay(layer.getLayer(), decay));
    return network;
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
        .layer(convolution(20))
        .layer(pooling())
        .layer(convolution(50))
        .layer(pooling())
        .layer(
            new DenseLayer.Builder()
                .nOut(500)
                .activation(Activation.RELU)
                .weightInit(WeightInit.RELU)
                .build())
        .layer(output(shape))
        .setInputType(inputType(new ModelConfig.Lenet(), shape))
        .build();
  }

  private static ConvolutionLayer convolution(int filters) {
    return new ConvolutionLayer.Builder(5, 5)
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
