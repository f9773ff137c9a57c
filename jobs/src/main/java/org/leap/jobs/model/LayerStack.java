package org.leap.jobs.model;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.leap.jobs.config.ModelConfig;
import org.nd4j.linalg.activations.Activation;

/** The networks that are plain stacks of layers: mlp, lenet and vgg16. */
final class LayerStack {
  private final NeuralNetConfiguration.ListBuilder layers;
  private final FirstWeights weights;

  /** The mode is how convolutions and poolings treat the border of an image. */
  LayerStack(NeuralNetConfiguration.Builder settings, ConvolutionMode mode, FirstWeights weights) {
    this.layers = settings.convolutionMode(mode).list();
    this.weights = weights;
  }

  LayerStack mlp(ModelConfig.Mlp mlp) {
    Activation activation = activation(mlp.activation());
    for (int width : mlp.hidden()) {
      dense(width, activation);
      dropout(mlp.dropout());
    }
    return this;
  }

  /** LeCun et al. 1998, with the widths and rectifiers of its usual modern form. */
  LayerStack lenet() {
    convolution(5, 20, false);
    pooling();
    convolution(5, 50, false);
    pooling();
    dense(500, Activation.RELU);
    return this;
  }

  /** Simonyan and Zisserman 2015, D: thirteen 3x3 convolutions, three dense layers. */
  LayerStack vgg16(ModelConfig.Vgg16 vgg) {
    int[] widths = {1, 2, 4, 8, 8};
    int[] convolutions = {2, 2, 3, 3, 3};
    for (int block = 0; block < widths.length; block++) {
      for (int i = 0; i < convolutions[block]; i++) {
        convolution(3, widths[block] * vgg.width(), vgg.batchNormalization());
      }
      pooling();
    }
    for (int i = 0; i < 2; i++) {
      dense(vgg.dense(), Activation.RELU);
      dropout(vgg.dropout());
    }
    return this;
  }

  MultiLayerConfiguration classifier(InputType input, OutputLayer output) {
    return layers.layer(output).setInputType(input).build();
  }

  private void convolution(int kernel, int filters, boolean normalized) {
    layers.layer(
        new ConvolutionLayer.Builder(kernel, kernel)
            .nOut(filters)
            .hasBias(!normalized)
            .activation(normalized ? Activation.IDENTITY : Activation.RELU)
            .weightInit(weights.convolution())
            .build());
    if (normalized) {
      layers.layer(new BatchNormalization()).layer(new ActivationLayer(Activation.RELU));
    }
  }

  private void pooling() {
    layers.layer(
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(2, 2)
            .stride(2, 2)
            .build());
  }

  private void dense(int width, Activation activation) {
    layers.layer(
        new DenseLayer.Builder()
            .nOut(width)
            .activation(activation)
            .weightInit(weights.dense(activation))
            .build());
  }

  private void dropout(double probability) {
    if (probability > 0) {
      // DL4J drops a layer's input and wants the probability to keep it.
      layers.layer(new DropoutLayer.Builder(1 - probability).build());
    }
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
}
