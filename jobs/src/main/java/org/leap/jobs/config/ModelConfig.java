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

  /** The convolutional network VGG16. */
  record Vgg16() implements ModelConfig {}

  /** The residual network of 20 layers for small images. */
  record Resnet20() implements ModelConfig {}
}
