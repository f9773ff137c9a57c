package org.leap.jobs.model;

import java.util.List;
import org.deeplearning4j.nn.weights.IWeightInit;
import org.deeplearning4j.nn.weights.WeightInitRelu;
import org.deeplearning4j.nn.weights.WeightInitUniform;
import org.deeplearning4j.nn.weights.WeightInitVarScalingUniformFanIn;
import org.deeplearning4j.nn.weights.WeightInitXavier;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.ModelConfig.Initialization;
import org.nd4j.linalg.activations.Activation;

/**
 * What the weights of a network start from. The outputs of a network that has seen nothing are near
 * the same for every class, so that its loss is near the logarithm of their number: one that begins
 * with loud guesses spends its first steps unlearning them, and dies of them at a high rate.
 *
 * @param shallow whether the network has so few layers that signals may shrink a little in each
 * @param scaleOfResiduals first scale of the last normalization of a residual block
 */
record FirstWeights(Initialization kind, boolean shallow, double scaleOfResiduals) {
  private static final List<Activation> RECTIFIERS =
      List.of(Activation.RELU, Activation.LEAKYRELU, Activation.ELU);

  /** A quarter of what a shallow network's has: DL4J's distribution goes up to 3 / sqrt(inputs). */
  private static final double SMALL = 0.25 / 3;

  static FirstWeights of(ModelConfig.Initialized model) {
    boolean shallow = model instanceof ModelConfig.Mlp || model instanceof ModelConfig.Lenet;
    boolean zero = model instanceof ModelConfig.OfResiduals residual && residual.zeroResidual();
    return new FirstWeights(model.initialization(), shallow, zero ? 0 : 1);
  }

  /** Of a convolution with a rectifier after it, or a normalization and a rectifier. */
  IWeightInit convolution() {
    return kind == Initialization.STANDARD && shallow
        ? new WeightInitUniform()
        : new WeightInitRelu();
  }

  /** Of a dense layer before the last. */
  IWeightInit dense(Activation activation) {
    if (kind == Initialization.STANDARD) {
      return new WeightInitUniform();
    }
    return RECTIFIERS.contains(activation) ? new WeightInitRelu() : new WeightInitXavier();
  }

  /** Of the layer that gives a value for every class. */
  IWeightInit output() {
    if (kind == Initialization.HE) {
      return new WeightInitXavier();
    }
    return shallow ? new WeightInitUniform() : new WeightInitVarScalingUniformFanIn(SMALL);
  }
}
