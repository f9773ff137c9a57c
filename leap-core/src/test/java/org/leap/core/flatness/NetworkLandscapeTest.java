package org.leap.core.flatness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.Convolution3D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

class NetworkLandscapeTest {
  private static final double STEP = 1e-6;

  /** Dropout and weight decay of the network would show in its own loss. */
  @Test
  void lossIsThatOfEvaluationWithoutRegularization() {
    MultiLayerNetwork network = SmallNetworks.network(SmallNetworks.convolutions(DataType.DOUBLE));
    List<DataSet> batches = SmallNetworks.batches(DataType.DOUBLE, 2, 8, 8);
    SmallNetworks.train(network, batches, 10);
    LossLandscape landscape = NetworkLandscape.of(network, batches);
    double expected =
        crossEntropy(network.output(batches.get(0).getFeatures(), false), batches.get(0));
    double sum = expected * 16;
    sum += 16 * crossEntropy(network.output(batches.get(1).getFeatures(), false), batches.get(1));
    sum += 9 * crossEntropy(network.output(batches.get(2).getFeatures(), false), batches.get(2));
    assertEquals(sum / 41, landscape.loss(landscape.parameters()), 1e-9);
    assertEquals(
        sum / 41,
        landscape.gradient(landscape.parameters(), new double[landscape.layout().length()]),
        1e-9);
  }

  /** DL4J's score is then a sum; the loss of a landscape stays the mean. */
  @Test
  void lossIsTheMeanWhereDl4jDoesNotDivide() {
    MultiLayerConfiguration stack = SmallNetworks.dense(DataType.FLOAT);
    stack.getConfs().forEach(layer -> layer.setMiniBatch(false));
    MultiLayerNetwork network = SmallNetworks.network(stack);
    List<DataSet> batches = SmallNetworks.batches(DataType.FLOAT, 10);
    double sum = 0;
    for (DataSet batch : batches) {
      sum += crossEntropy(network.output(batch.getFeatures()), batch) * batch.numExamples();
    }
    LossLandscape landscape = NetworkLandscape.of(network, batches);
    double[] point = landscape.parameters();
    assertEquals(sum / 41, landscape.loss(point), 1e-5);
    assertEquals(sum / 41, landscape.gradient(point, new double[point.length]), 1e-5);

    ComputationGraph graph =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .miniBatch(false)
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.feedForward(10))
                .addLayer("out", SmallNetworks.output(), "in")
                .setOutputs("out")
                .build());
    graph.init();
    DataSet batch = SmallNetworks.batches(DataType.DOUBLE, 10).get(0);
    landscape = NetworkLandscape.of(graph, List.of(batch));
    INDArray output = graph.output(batch.getFeatures())[0];
    assertEquals(crossEntropy(output, batch), landscape.loss(landscape.parameters()), 1e-9);
  }

  @Test
  void gradientIsThatOfTheLossAndZeroForStatistics() {
    MultiLayerNetwork network = SmallNetworks.network(SmallNetworks.convolutions(DataType.DOUBLE));
    List<DataSet> batches = SmallNetworks.batches(DataType.DOUBLE, 2, 8, 8);
    SmallNetworks.train(network, batches, 10);
    checkGradient(NetworkLandscape.of(network, batches));
  }

  @Test
  void gradientOfGraphIsThatOfTheLoss() {
    ComputationGraph network = new ComputationGraph(SmallNetworks.graph(DataType.DOUBLE));
    network.init();
    List<DataSet> batches = SmallNetworks.batches(DataType.DOUBLE, 10);
    batches.forEach(network::fit);
    LossLandscape landscape = NetworkLandscape.of(network, batches);
    double sum = 0;
    for (DataSet batch : batches) {
      INDArray output = network.output(false, batch.getFeatures())[0];
      sum += crossEntropy(output, batch) * batch.numExamples();
    }
    assertEquals(sum / 41, landscape.loss(landscape.parameters()), 1e-9);
    checkGradient(landscape);
  }

  private static void checkGradient(LossLandscape landscape) {
    double[] point = landscape.parameters();
    double[] gradient = new double[point.length];
    landscape.gradient(point, gradient);
    for (ParameterBlock block : landscape.layout().blocks()) {
      for (int i = block.offset(); i < block.end(); i += Math.max(1, block.length() / 7)) {
        double expected = block.trained() ? quotient(landscape, point, i) : 0;
        assertEquals(expected, gradient[i], 1e-7, block + " parameter " + i);
      }
    }
  }

  private static double quotient(LossLandscape landscape, double[] point, int i) {
    double value = point[i];
    point[i] = value + STEP;
    double above = landscape.loss(point);
    point[i] = value - STEP;
    double below = landscape.loss(point);
    point[i] = value;
    return (above - below) / (2 * STEP);
  }

  @Test
  void networkIsOnlyRead() {
    MultiLayerNetwork network = SmallNetworks.network(SmallNetworks.convolutions(DataType.FLOAT));
    List<DataSet> batches = SmallNetworks.batches(DataType.FLOAT, 2, 8, 8);
    SmallNetworks.train(network, batches, 2);
    float[] before = network.params().dup().data().asFloat();
    String configuration = network.getLayerWiseConfigurations().toJson();
    LossLandscape landscape = NetworkLandscape.of(network, batches);
    Spectrum.of(landscape, new Spectrum.Options(1, 2, Differences.CENTRAL, 0));
    LossLine.of(landscape, SliceOptions.DEFAULT);
    assertArrayEquals(before, network.params().dup().data().asFloat());
    assertEquals(configuration, network.getLayerWiseConfigurations().toJson());
  }

  @Test
  void equalParametersGiveEqualBits() {
    MultiLayerNetwork network = SmallNetworks.network(SmallNetworks.convolutions(DataType.FLOAT));
    LossLandscape landscape =
        NetworkLandscape.of(network, SmallNetworks.batches(DataType.FLOAT, 2, 8, 8));
    double[] point = landscape.parameters();
    double[] first = new double[point.length];
    double[] again = new double[point.length];
    double loss = landscape.gradient(point, first);
    landscape.loss(new double[point.length]);
    assertEquals(loss, landscape.gradient(point, again));
    assertArrayEquals(first, again);
  }

  @Test
  void randomSlopesAreRefused() {
    MultiLayerConfiguration configuration = SmallNetworks.dense(DataType.FLOAT);
    ((BaseLayer) configuration.getConf(0).getLayer()).setActivationFn(new ActivationRReLU());
    assertEquals(
        "RReLU draws its slopes anew in every training pass, so that the network has no flatness: use LeakyReLU",
        assertThrows(IllegalArgumentException.class, () -> EvaluationMode.of(configuration))
            .getMessage());
  }

  @Test
  void layoutNamesFiltersAndWhatIsTrained() {
    MultiLayerNetwork network = SmallNetworks.network(SmallNetworks.convolutions(DataType.FLOAT));
    List<ParameterBlock> blocks = ParameterLayout.of(network).blocks();
    assertEquals(new ParameterBlock("layer0_b", 0, 5, 0, true), blocks.get(0));
    assertEquals(new ParameterBlock("layer0_W", 5, 90, 18, true), blocks.get(1));
    assertEquals(new ParameterBlock("layer1_gamma", 95, 5, 0, true), blocks.get(2));
    assertEquals(new ParameterBlock("layer1_beta", 100, 5, 0, true), blocks.get(3));
    assertEquals(new ParameterBlock("layer1_mean", 105, 5, 0, false), blocks.get(4));
    assertEquals(new ParameterBlock("layer1_log10stdev", 110, 5, 0, false), blocks.get(5));
    assertEquals(new ParameterBlock("layer2_W", 115, 1080, 180, true), blocks.get(6));
  }

  static Stream<Arguments> filters() {
    InputType images = InputType.convolutional(8, 8, 2);
    Layer depthwise = new DepthwiseConvolution2D.Builder(3, 3).depthMultiplier(3).build();
    Layer separable = new SeparableConvolution2D.Builder(3, 3).nOut(5).depthMultiplier(3).build();
    return Stream.of(
        Arguments.of(images, new ConvolutionLayer.Builder(3, 3).nOut(5).build(), "W", 18),
        Arguments.of(
            InputType.recurrent(2, 9), new Convolution1DLayer.Builder(3).nOut(5).build(), "W", 6),
        Arguments.of(
            InputType.convolutional3D(Convolution3D.DataFormat.NCDHW, 4, 4, 4, 2),
            new Convolution3D.Builder(2, 2, 2).nOut(5).build(),
            "W",
            16),
        // Input channels come first: what makes one output is no run.
        Arguments.of(images, new Deconvolution2D.Builder(3, 3).nOut(5).build(), "W", 90),
        Arguments.of(images, depthwise, "W", 54),
        Arguments.of(images, separable, "W", 54),
        Arguments.of(images, separable, "pW", 6));
  }

  @ParameterizedTest(name = "{index}: {2} of {3}")
  @MethodSource("filters")
  void filtersAreWhatMakesOneOutput(InputType input, Layer layer, String weights, int length) {
    var configuration =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(layer)
            .layer(new GlobalPoolingLayer(PoolingType.AVG))
            .layer(SmallNetworks.output())
            .setInputType(input)
            .build();
    List<ParameterBlock> blocks = ParameterLayout.of(SmallNetworks.network(configuration)).blocks();
    assertEquals(
        List.of(length),
        blocks.stream()
            .filter(block -> block.name().equals("layer0_" + weights))
            .map(ParameterBlock::filterLength)
            .toList());
  }

  /** What keeps its parameters is not moved. */
  @Test
  void frozenLayersAreNotTrained() {
    var configuration =
        new NeuralNetConfiguration.Builder()
            .updater(new Sgd(0.1))
            .list()
            .layer(new FrozenLayer(new DenseLayer.Builder().nOut(6).build()))
            .layer(SmallNetworks.output())
            .setInputType(InputType.feedForward(10))
            .build();
    List<ParameterBlock> blocks = ParameterLayout.of(SmallNetworks.network(configuration)).blocks();
    assertEquals(
        List.of(false, false, true, true), blocks.stream().map(ParameterBlock::trained).toList());
  }

  @Test
  void dataMustHaveExamplesAndNoMasks() {
    MultiLayerNetwork network = SmallNetworks.network(SmallNetworks.dense(DataType.FLOAT));
    assertEquals(
        "there are no examples to measure the loss on",
        assertThrows(IllegalArgumentException.class, () -> NetworkLandscape.of(network, List.of()))
            .getMessage());
    DataSet masked = SmallNetworks.batches(DataType.FLOAT, 10).get(0);
    masked.setLabelsMaskArray(Nd4j.ones(16, 1));
    assertEquals(
        "minibatches with masks are not supported",
        assertThrows(
                IllegalArgumentException.class, () -> NetworkLandscape.of(network, List.of(masked)))
            .getMessage());
  }

  private static double crossEntropy(INDArray probabilities, DataSet batch) {
    double sum = 0;
    for (int i = 0; i < probabilities.size(0); i++) {
      int label = batch.getLabels().getRow(i).argMax().getInt(0);
      sum -= Math.log(probabilities.getDouble(i, label));
    }
    return sum / probabilities.size(0);
  }
}
