package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.leap.core.step.Batches;
import org.leap.core.step.Precision;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What is not planned would be computed in float32, whatever the network was told. */
class ReducedPrecisionRefusalTest {
  private static final int CLASSES = 5;
  private static final int BATCH = 6;
  private static final InputType ROWS = InputType.feedForward(7);

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nOut(7).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static NeuralNetConfiguration.ListBuilder list() {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
    list.layer(dense()).layer(output()).setInputType(ROWS);
    return list;
  }

  private static <T extends Model> T initialized(T network) {
    network.init();
    return network;
  }

  private static DataSet batch() {
    return Batches.floats(1, BATCH, CLASSES, ROWS);
  }

  private static void assertRefused(String why, Executable... steps) {
    for (Executable step : steps) {
      String message = assertThrows(IllegalStateException.class, step).getMessage();
      assertTrue(message.startsWith("The network cannot be computed in BFLOAT16: "), message);
      // Where the processor cannot do it, that comes first.
      if (Precision.BFLOAT16.obstacle().isEmpty()) {
        assertTrue(message.endsWith(why), message);
      }
    }
  }

  @Test
  void masks() {
    DataSet batch = batch();
    batch.setLabelsMaskArray(Nd4j.ones(DataType.FLOAT, BATCH, 1));
    var stack = initialized(FastNetworks.of(list().build(), Precision.BFLOAT16));
    INDArray features = batch.getFeatures();
    INDArray mask = batch.getLabelsMaskArray();
    assertRefused(
        "it has masks",
        () -> stack.fit(batch),
        () -> stack.score(batch),
        () -> stack.output(features, false, mask, null));
    var builder = new NeuralNetConfiguration.Builder().graphBuilder().addInputs("in");
    builder.setInputTypes(ROWS).addLayer("out", output(), "in").setOutputs("out");
    var graph = initialized(FastNetworks.of(builder.build(), Precision.BFLOAT16));
    INDArray[] masks = {mask};
    assertRefused(
        "it has masks",
        () -> graph.fit(batch),
        () -> graph.score(batch),
        () -> graph.output(false, new INDArray[] {features}, masks));
  }

  @Test
  void listenersThatReadActivations() {
    var network = initialized(FastNetworks.of(list().build(), Precision.BFLOAT16));
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onForwardPass(Model model, List<INDArray> activations) {}
        });
    assertRefused("a listener reads its activations", () -> network.fit(batch()));
  }

  @Test
  void severalInputsAndOutputs() {
    var builder = new NeuralNetConfiguration.Builder().graphBuilder().addInputs("a", "b");
    builder.setInputTypes(ROWS, ROWS).addLayer("both", dense(), "a", "b");
    builder.addLayer("out", output(), "both").setOutputs("out");
    ComputationGraph twoIn = initialized(FastNetworks.of(builder.build(), Precision.BFLOAT16));
    INDArray features = batch().getFeatures();
    INDArray labels = batch().getLabels();
    INDArray[] twice = {features, features};
    var inputs = new MultiDataSet(twice, new INDArray[] {labels});
    assertRefused(
        "it has several inputs or outputs",
        () -> twoIn.fit(inputs),
        () -> twoIn.score(inputs),
        () -> twoIn.output(features, features));
    builder = new NeuralNetConfiguration.Builder().graphBuilder().addInputs("in");
    builder.setInputTypes(ROWS).addLayer("a", output(), "in").addLayer("b", output(), "in");
    ComputationGraph twoOut =
        initialized(FastNetworks.of(builder.setOutputs("a", "b").build(), Precision.BFLOAT16));
    var outputs = new MultiDataSet(new INDArray[] {features}, new INDArray[] {labels, labels});
    assertRefused("it has several inputs or outputs", () -> twoOut.fit(outputs));
  }

  @Test
  void truncatedBackpropagation() {
    var configuration = list().backpropType(BackpropType.TruncatedBPTT).build();
    MultiLayerNetwork network = initialized(FastNetworks.of(configuration, Precision.BFLOAT16));
    String why = "it is trained by truncated backpropagation";
    assertRefused(why, () -> network.fit(batch()), () -> network.score(batch()));
    assertEquals(
        Optional.of(why),
        FastNetworks.planObstacle(initialized(FastNetworks.of(configuration)), BATCH, 7));
  }
}
