package org.leap.jobs.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

class LastLayerTest {
  private static final double[] WEIGHTS = {0.5, 1.5};

  /** As people write a focal loss. */
  private static final class OwnLoss extends LossMCXENT {
    private static final long serialVersionUID = 1L;

    OwnLoss(INDArray weights) {
      super(weights);
    }
  }

  private static ZooNetwork endingIn(ILossFunction loss) {
    return new ZooNetwork.Stack(
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(
                new OutputLayer.Builder(loss).nIn(3).nOut(2).activation(Activation.SOFTMAX).build())
            .build());
  }

  @Test
  void bothNamesOfCrossEntropyTakeClassWeights() {
    for (ILossFunction loss :
        new ILossFunction[] {new LossMCXENT(), new LossNegativeLogLikelihood()}) {
      ZooNetwork weighted = LastLayer.weighted(endingIn(loss), WEIGHTS);
      assertEquals(2, LastLayer.weights(weighted));
      assertEquals(0, LastLayer.weights(LastLayer.unweighted(weighted)));
    }
  }

  @Test
  void aLossThatExtendsItStays() {
    ZooNetwork own = endingIn(new OwnLoss(Nd4j.createFromArray(0.5f, 1.5f)));
    assertSame(own, LastLayer.unweighted(own));
    assertEquals(
        "training.classWeights needs a network that ends in a softmax with cross-entropy (MCXENT)",
        assertThrows(IllegalArgumentException.class, () -> LastLayer.weighted(own, WEIGHTS))
            .getMessage());
  }
}
