package org.leap.spark.ml;

import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What the last layer of a network gives. */
enum OutputKind {
  PROBABILITIES(Activation.SOFTMAX, LossFunction.MCXENT),
  NUMBER(Activation.IDENTITY, LossFunction.MSE);

  final Activation activation;
  final LossFunction loss;

  OutputKind(Activation activation, LossFunction loss) {
    this.activation = activation;
    this.loss = loss;
  }
}
