package org.leap.core.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.leap.core.NetworkView;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class NetworkPlanTest {
  private static final int BATCH = 7;
  private static final int CLASSES = 5;

  enum Network {
    MLP(NetworkPlanTest::mlp, 20),
    LENET(NetworkPlanTest::lenet, 1, 28, 28),
    NORMALIZED(NetworkPlanTest::normalized, 3, 13, 11),
    RESIDUAL(NetworkPlanTest::residual, 3, 12, 12);

    private final Supplier<Model> maker;
    private final long[] example;

    Network(Supplier<Model> maker, long... example) {
      this.maker = maker;
      this.example = example;
    }

    INDArray features(Random random) {
      long[] shape = new long[example.length + 1];
      shape[0] = BATCH;
      System.arraycopy(example, 0, shape, 1, example.length);
      long length = 1;
      for (long size : shape) {
        length *= size;
      }
      float[] values = new float[(int) length];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return Nd4j.createFromArray(values).reshape(shape);
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientLossAndOutputAreThoseOfDl4j(Network kind) {
    Model network = kind.maker.get();
    Random random = new Random(1);
    INDArray features = kind.features(random);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, BATCH, CLASSES);
    for (int b = 0; b < BATCH; b++) {
      labels.putScalar(b, random.nextInt(CLASSES), 1);
    }
    NetworkView view = NetworkView.of(network);
    float[] expected = view.gradient(features, labels).dup().data().asFloat();
    double loss = network.score();
    INDArray output = view.output(features);

    try (NetworkPlan plan = NetworkPlan.of(network, Precision.FLOAT32)) {
      assertEquals(Optional.empty(), plan.obstacle(features.shape()));
      network.getGradientsViewArray().assign(Float.NaN);
      double sum = plan.gradient(features, labels);
      assertEquals(loss, sum / BATCH, 1e-5 * loss);
      float[] given = network.getGradientsViewArray().dup().data().asFloat();
      double scale = 0;
      for (float value : expected) {
        scale = Math.max(scale, Math.abs(value));
      }
      assertArrayEquals(expected, given, (float) (1e-4 * scale));
      for (int i = 0; i < 3; i++) {
        assertEquals(sum, plan.gradient(features, labels));
        assertArrayEquals(given, network.getGradientsViewArray().dup().data().asFloat());
      }
      assertTrue(output.equalsWithEps(plan.output(features), 1e-4));
      assertProductsAreNoGradient(plan, network, features);
      assertEquals(sum, plan.gradient(features, labels));
      assertArrayEquals(given, network.getGradientsViewArray().dup().data().asFloat());
    }
  }

  /** They write weight gradients, and touch no parameter. */
  private static void assertProductsAreNoGradient(
      NetworkPlan plan, Model network, INDArray features) {
    INDArray parameters = network.params().dup();
    network.getGradientsViewArray().assign(Float.NaN);
    plan.products(features).run();
    long written = 0;
    for (float value : network.getGradientsViewArray().dup().data().asFloat()) {
      written += Float.isNaN(value) ? 0 : 1;
    }
    assertTrue(written > 0);
    assertEquals(parameters, network.params());
  }

  private static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder().seed(3);
  }

  private static OutputLayer classes() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }

  private static Model mlp() {
    var network =
        new MultiLayerNetwork(
            settings()
                .list()
                .layer(new DenseLayer.Builder().nOut(17).activation(Activation.RELU).build())
                .layer(new DenseLayer.Builder().nOut(13).activation(Activation.TANH).build())
                .layer(classes())
                .setInputType(InputType.feedForward(20))
                .build());
    network.init();
    return network;
  }

  private static Model lenet() {
    var network =
        new MultiLayerNetwork(
            settings()
                .list()
                .layer(convolution(5, 6).activation(Activation.RELU).build())
                .layer(maximum())
                .layer(convolution(5, 9).activation(Activation.RELU).build())
                .layer(maximum())
                .layer(new DenseLayer.Builder().nOut(30).activation(Activation.RELU).build())
                .layer(classes())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    network.init();
    return network;
  }

  private static ConvolutionLayer.Builder convolution(int kernel, int filters) {
    return new ConvolutionLayer.Builder(kernel, kernel).nOut(filters);
  }

  private static SubsamplingLayer maximum() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }

  private static Model normalized() {
    var network =
        new MultiLayerNetwork(
            settings()
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(
                    convolution(3, 8).hasBias(false).activation(Activation.IDENTITY).build())
                .layer(new BatchNormalization())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(convolution(3, 10).stride(2, 2).activation(Activation.ELU).build())
                .layer(new DenseLayer.Builder().nOut(12).activation(Activation.SIGMOID).build())
                .layer(new BatchNormalization())
                .layer(classes())
                .setInputType(InputType.convolutional(13, 11, 3))
                .build());
    network.init();
    return network;
  }

  private static Model residual() {
    var graph =
        settings().convolutionMode(ConvolutionMode.Same).graphBuilder().addInputs("in");
    graph.setInputTypes(InputType.convolutional(12, 12, 3));
    graph.addLayer("first", convolution(3, 8).activation(Activation.RELU).build(), "in");
    graph.addLayer("a", convolution(3, 8).activation(Activation.IDENTITY).build(), "first");
    graph.addLayer("a-norm", new BatchNormalization(), "a");
    graph.addVertex(
        "sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a-norm", "first");
    graph.addLayer("relu", new ActivationLayer(Activation.RELU), "sum");
    graph.addLayer("b", convolution(1, 4).activation(Activation.TANH).build(), "relu");
    graph.addLayer(
        "mean",
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
            .kernelSize(3, 3)
            .stride(1, 1)
            .build(),
        "relu");
    graph.addVertex("merge", new MergeVertex(), "b", "mean", "first");
    graph.addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "merge");
    graph.addLayer("out", classes(), "pool");
    graph.setOutputs("out");
    var network = new ComputationGraph(graph.build());
    network.init();
    return network;
  }
}
