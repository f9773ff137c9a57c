package org.leap.core.fast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import java.util.Optional;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.leap.core.step.Batches;
import org.leap.core.step.NetworkPlan;
import org.leap.core.step.Plans;
import org.leap.core.step.Precision;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Layers that are frozen from the first on are planned, and stay to the bit. */
class FrozenLayersTest {
  private static final InputType IMAGES = InputType.convolutional(6, 8, 3);
  private static final InputType ROWS = InputType.feedForward(7);
  private static final int CLASSES = 5;

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder()
        .seed(5)
        .activation(Activation.TANH)
        .l2(0.01)
        .updater(new Adam(0.01));
  }

  private static ConvolutionLayer convolution() {
    return new ConvolutionLayer.Builder(3, 3).nOut(4).padding(1, 1).dropOut(0.5).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Layer frozen(Layer layer) {
    return new FrozenLayer(layer);
  }

  @Test
  void aStackTrainsAsByDl4j() {
    var configuration =
        settings()
            .list()
            .layer(frozen(convolution()))
            .layer(frozen(new BatchNormalization.Builder().useLogStd(true).build()))
            .layer(
                frozen(
                    new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build()))
            .layer(new DenseLayer.Builder().nOut(7).build())
            .layer(output())
            .setInputType(IMAGES)
            .build();
    MultiLayerNetwork plain = new MultiLayerNetwork(configuration.clone());
    plain.init();
    MultiLayerNetwork planned = FastNetworks.of(configuration.clone());
    planned.init();
    assertSameTraining(
        plain, planned, plain.getLayer(0).numParams() + plain.getLayer(1).numParams());
  }

  @Test
  void aGraphTrainsAsByDl4j() {
    var configuration =
        settings()
            .graphBuilder()
            .addInputs("in")
            .setInputTypes(IMAGES)
            .addLayer("a", frozen(convolution()), "in")
            .addLayer("b", frozen(convolution()), "a")
            .addVertex(
                "sum", new FrozenVertex(new ElementWiseVertex(ElementWiseVertex.Op.Add)), "a", "b")
            .addLayer("c", convolution(), "sum")
            .addLayer("out", output(), "c")
            .setOutputs("out")
            .build();
    ComputationGraph plain = new ComputationGraph(configuration.clone());
    plain.init();
    ComputationGraph planned = FastNetworks.of(configuration.clone());
    planned.init();
    // The only draws in DL4J's order of them are those of one layer.
    plain.getLayer("c").conf().getLayer().setIDropout(null);
    planned.getLayer("c").conf().getLayer().setIDropout(null);
    assertSameTraining(
        plain, planned, plain.getLayer("a").numParams() + plain.getLayer("b").numParams());
  }

  /** What lies below a frozen vertex gets no gradient through it, but another may reach it. */
  @Test
  void aFrozenVertexAboveTrainedLayersIsNotPlanned() {
    var settings = settings().graphBuilder().addInputs("in").setInputTypes(ROWS);
    var configuration =
        settings
            .addLayer("a", dense(), "in")
            .addVertex(
                "sum", new FrozenVertex(new ElementWiseVertex(ElementWiseVertex.Op.Add)), "a", "in")
            .addLayer("c", dense(), "sum")
            .addVertex("both", new MergeVertex(), "c", "a")
            .addLayer("out", output(), "both")
            .setOutputs("out")
            .build();
    ComputationGraph plain = new ComputationGraph(configuration.clone());
    plain.init();
    ComputationGraph planned = FastNetworks.of(configuration.clone());
    planned.init();
    trainAlike(plain, planned, ROWS);
    assertEquals(
        Optional.of("its frozen vertex sum is above layers that are trained"),
        FastNetworks.planObstacle(planned, 6, 7));
  }

  private static DenseLayer dense() {
    return new DenseLayer.Builder().nOut(7).build();
  }

  /** Trains both, and returns the parameters, which are the same. */
  private static float[] trainAlike(Model plain, Model planned, InputType type) {
    for (int step = 0; step < 3; step++) {
      DataSet batch = Batches.floats(step, 6, CLASSES, type);
      Twins.fit(plain, batch, step);
      Twins.fit(planned, batch, step);
    }
    float[] after = planned.params().dup().data().asFloat();
    assertArrayEquals(plain.params().dup().data().asFloat(), after, 1e-5f);
    return after;
  }

  private static void assertSameTraining(Model plain, Model planned, long frozen) {
    float[] before = planned.params().dup().data().asFloat();
    float[] after = trainAlike(plain, planned, IMAGES);
    assertEquals(plain.score(), planned.score(), 1e-5);
    int end = Math.toIntExact(frozen);
    assertArrayEquals(Arrays.copyOf(before, end), Arrays.copyOf(after, end));
    assertFalse(
        Arrays.equals(
            Arrays.copyOfRange(before, end, before.length),
            Arrays.copyOfRange(after, end, after.length)));
    try (NetworkPlan plan = Plans.of(planned, Precision.FLOAT32)) {
      long[] features = Batches.floats(0, 6, CLASSES, IMAGES).getFeatures().shape();
      assertEquals(Optional.empty(), plan.obstacle(features));
    }
  }
}
