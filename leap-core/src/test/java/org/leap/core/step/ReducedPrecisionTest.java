package org.leap.core.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.leap.core.NetworkView;
import org.leap.core.onednn.OneDnn;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

@EnabledIf(value = "hasBfloat16", disabledReason = ReducedPrecisionTest.LACKING)
class ReducedPrecisionTest {
  /** {@code .ci/run} knows this reason: no machine can install a processor. */
  static final String LACKING = "the processor has no bfloat16";

  private static final int BATCH = 17;

  static boolean hasBfloat16() {
    return OneDnn.hasBfloat16();
  }

  /**
   * A bfloat16 has 8 bits: each value is 0.4 % off at most. Where that moves a maximum to another
   * place or a value to the other side of 0, a part of the gradient goes elsewhere altogether; VGG
   * has three maxima and six normalized rectifiers one after the other.
   */
  @ParameterizedTest
  @EnumSource
  void gradientIsWithinAFewPercent(Architecture architecture) {
    DataSet batch = architecture.batch(1, BATCH);
    double most = architecture == Architecture.VGG ? 0.3 : 0.1;
    assertNear(most, architecture.plain(), batch);
  }

  /** Without maxima and rectifiers it is the rounding alone. */
  @Test
  void gradientOfASmoothNetworkIsNearer() {
    InputType input = InputType.convolutional(12, 12, 3);
    var configuration =
        new NeuralNetConfiguration.Builder()
            .seed(3)
            .activation(Activation.TANH)
            .list()
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(8).build())
            .layer(new BatchNormalization())
            .layer(new ConvolutionLayer.Builder(3, 3).nOut(16).build())
            .layer(new SubsamplingLayer.Builder(PoolingType.AVG).build())
            .layer(new BatchNormalization())
            .layer(new DenseLayer.Builder().nOut(30).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(5)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(input)
            .build();
    Model network = PlannedGradient.network(configuration, DataType.FLOAT);
    assertNear(0.02, network, Batches.floats(1, BATCH, 5, input));
  }

  private static void assertNear(double most, Model network, DataSet batch) {
    INDArray exact = gradient(network, batch, Precision.FLOAT32);
    INDArray reduced = gradient(network, batch, Precision.BFLOAT16);
    double apart =
        exact.sub(reduced).norm2Number().doubleValue() / exact.norm2Number().doubleValue();
    assertTrue(apart < most, "a relative difference of " + apart);
    assertNotEquals(0, apart);
  }

  private static INDArray gradient(Model network, DataSet batch, Precision precision) {
    try (NetworkPlan plan = Plans.of(network, precision)) {
      assertEquals(Optional.empty(), plan.obstacle(batch.getFeatures().shape()));
      double loss = plan.gradient(batch.getFeatures(), batch.getLabels());
      assertTrue(Double.isFinite(loss));
      return network.getGradientsViewArray().dup();
    }
  }

  @Test
  void arraysWithoutMasksAreNone() {
    var network = (ComputationGraph) Architecture.RESNET.planned(Precision.BFLOAT16);
    DataSet batch = Architecture.RESNET.batch(1, BATCH);
    INDArray[] features = {batch.getFeatures()};
    INDArray[] none = {null};
    network.fit(features, new INDArray[] {batch.getLabels()}, none, none);
    assertTrue(Double.isFinite(network.score()));
    assertEquals(network.output(features)[0], network.output(false, features, none)[0]);
  }

  @ParameterizedTest
  @EnumSource
  void trainingKeepsFloat32ParametersAndRepeats(Architecture architecture) {
    Model network = trained(architecture);
    assertEquals(DataType.FLOAT, network.params().dataType());
    assertTrue(Double.isFinite(network.score()));
    assertArrayEquals(
        network.params().dup().data().asFloat(),
        trained(architecture).params().dup().data().asFloat());
  }

  private static Model trained(Architecture architecture) {
    Model network = architecture.planned(Precision.BFLOAT16);
    for (int step = 0; step < 10; step++) {
      DataSet batch = architecture.batch(step, BATCH - step % 2);
      NetworkView.of(network).fit(batch.getFeatures(), batch.getLabels());
    }
    return network;
  }
}
