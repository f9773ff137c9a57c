package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ConvolutionNetworksTest {
  /** Of a parameter after one step, relative to the largest change of any. */
  private static final double CONVOLUTION_TOLERANCE = 1e-4;

  @Test
  void lenetTakesDl4jsStepWithinRounding() {
    Twins twins = Twins.of(lenet());
    INDArray before = twins.plain().params().dup();
    twins.fit(Twins.batch(0, 10, 8, 784), 0);
    assertEquals(0, twins.difference(before), CONVOLUTION_TOLERANCE);
    assertEquals(twins.plain().score(), twins.fast().score(), 1e-5);
  }

  @Test
  void runsAreBitIdentical() {
    INDArray first = trained();
    assertEquals(first, trained());
  }

  private static INDArray trained() {
    var network = FastNetworks.of(lenet());
    network.init();
    for (int step = 0; step < 3; step++) {
      Twins.fit(network, Twins.batch(step, 10, 8, 784), step);
    }
    return network.params();
  }

  static MultiLayerConfiguration lenet() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .activation(Activation.RELU)
        .updater(new Sgd(0.01))
        .list()
        .layer(new ConvolutionLayer.Builder(5, 5).nOut(20).build())
        .layer(new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build())
        .layer(new ConvolutionLayer.Builder(5, 5).nOut(50).build())
        .layer(new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build())
        .layer(new DenseLayer.Builder().nOut(100).build())
        .layer(
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(10)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.convolutionalFlat(28, 28, 1))
        .build();
  }
}
