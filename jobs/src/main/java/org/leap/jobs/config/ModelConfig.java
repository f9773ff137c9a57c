package org.leap.jobs.config;

import java.util.List;

/** The network to train, by its name in the model zoo. */
public sealed interface ModelConfig {

  /** Activation of hidden layers. */
  enum Activation {
    RELU,
    TANH,
    SIGMOID,
    LEAKY_RELU,
    ELU
  }

  /** How the first layers of a network shrink its images. */
  enum Stem {
    /** {@link #SMALL} for images of up to 64 x 64, else {@link #LARGE}. */
    AUTO,
    /** Not at all: one 3x3 convolution, as is usual for CIFAR. */
    SMALL,
    /** To a quarter: a 7x7 convolution of stride 2, then a pooling, as is usual for ImageNet. */
    LARGE
  }

  /**
   * A fully connected network.
   *
   * @param hidden widths of the hidden layers, at least one
   * @param activation of the hidden layers
   * @param dropout probability, in [0, 1), that a hidden unit is dropped in training
   */
  record Mlp(List<Integer> hidden, Activation activation, double dropout) implements ModelConfig {
    public Mlp {
      hidden = List.copyOf(hidden);
    }
  }

  /** The convolutional network LeNet. */
  record Lenet() implements ModelConfig {}

  /**
   * The convolutional network VGG16.
   *
   * @param width channels of the first of five blocks, at least 1; 64 in the paper
   * @param dense width of the two dense layers, at least 1; 4096 in the paper
   * @param batchNormalization whether every convolution is normalized
   * @param dropout probability, in [0, 1), that a dense unit is dropped in training
   */
  record Vgg16(int width, int dense, boolean batchNormalization, double dropout)
      implements ModelConfig {
    /** With the widths of the paper and without its dropout. */
    public static final Vgg16 STANDARD = new Vgg16(64, 4096, false, 0);
  }

  /** The residual network of 20 layers for small images; 16 channels of {@code width} at first. */
  record Resnet20(int width) implements ModelConfig {
    /** With the width of the paper. */
    public static final Resnet20 STANDARD = new Resnet20(16);
  }

  /** The residual network of 32 layers for small images; 16 channels of {@code width} at first. */
  record Resnet32(int width) implements ModelConfig {}

  /** The residual network of 18 layers; 64 channels of {@code width} in the first stage. */
  record Resnet18(int width, Stem stem) implements ModelConfig {}

  /** The residual network of 50 layers; 64 channels of {@code width} in the first stage. */
  record Resnet50(int width, Stem stem) implements ModelConfig {}

  /**
   * The network GoogLeNet of inception modules.
   *
   * @param width channels of the first convolution, at least 1; all others follow in proportion,
   *     rounded down; 64 in the paper
   * @param dropout probability, in [0, 1), that an input of the last layer is dropped in training
   */
  record Googlenet(int width, Stem stem, double dropout) implements ModelConfig {}

  /** A network that classifies the nodes of a graph. */
  sealed interface OfGraph extends ModelConfig {}

  /**
   * The graph convolutional network.
   *
   * @param layers at least 1
   * @param hidden width of the layers before the last
   * @param dropout probability, in [0, 1), that an input of a layer is dropped in training
   */
  record Gcn(int layers, int hidden, double dropout) implements OfGraph {}

  /**
   * The graph attention network.
   *
   * @param layers at least 1
   * @param hidden width of a head in the layers before the last
   * @param heads of the layers before the last
   * @param outputHeads of the last layer, which are averaged
   * @param dropout probability, in [0, 1), that an input of a layer is dropped in training
   * @param attentionDropout probability, in [0, 1), that the weight of a neighbour is dropped
   */
  record Gat(
      int layers, int hidden, int heads, int outputHeads, double dropout, double attentionDropout)
      implements OfGraph {}

  /**
   * The graph isomorphism network with perceptrons of two layers.
   *
   * @param layers at least 1
   * @param hidden width of all layers but the last
   * @param dropout probability, in [0, 1), that an input of a graph layer is dropped in training
   */
  record Gin(int layers, int hidden, double dropout) implements OfGraph {}

  /** A configuration of DL4J, or a model file to go on from, at a path or Hadoop URI. */
  record File(String location) implements ModelConfig {}
}
