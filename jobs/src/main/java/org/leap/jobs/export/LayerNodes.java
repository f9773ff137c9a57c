package org.leap.jobs.export;

import static org.leap.jobs.export.OnnxGraph.integer;
import static org.leap.jobs.export.OnnxGraph.number;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's layers in ONNX's operators, as they are when nothing is trained: without dropout, with the
 * running statistics of batch normalization. Rows are {@code [n, features]}, images {@code [n,
 * channels, height, width]}, as ONNX has them.
 */
final class LayerNodes {
  /** Adds the nodes of a layer and returns the tensor that it gives. */
  @FunctionalInterface
  private interface Nodes {
    String of(Layer layer, String part, String input);
  }

  private final OnnxGraph graph;
  private final ActivationNodes activations;

  /** By class, since subclasses compute something else. */
  private final Map<Class<?>, Nodes> known =
      Map.ofEntries(
          Map.entry(DenseLayer.class, this::dense),
          Map.entry(OutputLayer.class, this::dense),
          Map.entry(LossLayer.class, this::activated),
          Map.entry(ConvolutionLayer.class, this::convolution),
          Map.entry(SubsamplingLayer.class, this::pooling),
          Map.entry(GlobalPoolingLayer.class, this::globalPooling),
          Map.entry(BatchNormalization.class, this::batchNormalization),
          Map.entry(LocalResponseNormalization.class, this::responseNormalization),
          Map.entry(ZeroPaddingLayer.class, this::padding),
          Map.entry(DropoutLayer.class, (layer, part, input) -> input),
          Map.entry(ActivationLayer.class, this::activation));

  LayerNodes(OnnxGraph graph) {
    this.graph = graph;
    this.activations = new ActivationNodes(graph);
  }

  /**
   * Adds a layer.
   *
   * @param part what errors call it, and the beginning of its nodes' names
   */
  String of(Layer layer, String part, String input) {
    org.deeplearning4j.nn.conf.layers.Layer form = layer.conf().getLayer();
    Nodes nodes = known.get(form.getClass());
    if (nodes == null) {
      throw new UnexportableException(
          "layer %s is of the kind %s, which is not exported",
          part, form.getClass().getSimpleName());
    }
    return nodes.of(layer, part, input);
  }

  /** Of those layers that use the activation they have; batch normalization and dropout do not. */
  private String activated(Layer layer, String part, String output) {
    return activations.of(((BaseLayer) layer.conf().getLayer()).getActivationFn(), part, output);
  }

  private String activation(Layer layer, String part, String input) {
    return activations.of(
        ((ActivationLayer) layer.conf().getLayer()).getActivationFn(), part, input);
  }

  private String dense(Layer layer, String part, String input) {
    if (layer.conf().getLayer() instanceof DenseLayer dense && dense.hasLayerNorm()) {
      throw new UnexportableException(
          "layer %s has layer normalization, which is not exported", part);
    }
    String sums = graph.add(part, "Gemm", withParameters(layer, part, input));
    return activated(layer, part, sums);
  }

  /** Input, weights, and the bias if there is one. */
  private List<String> withParameters(Layer layer, String part, String input) {
    List<String> inputs = new ArrayList<>(List.of(input));
    inputs.add(graph.constant(part, "weight", layer.getParam(DefaultParamInitializer.WEIGHT_KEY)));
    INDArray bias = layer.getParam(DefaultParamInitializer.BIAS_KEY);
    if (bias != null) {
      inputs.add(graph.constant(part, "bias", bias.reshape(bias.length())));
    }
    return inputs;
  }

  private String convolution(Layer layer, String part, String input) {
    ConvolutionLayer form = (ConvolutionLayer) layer.conf().getLayer();
    requireChannelsFirst(part, form.getCnn2dDataFormat());
    List<AttributeProto> window =
        WindowAttributes.of(
            part,
            form.getConvolutionMode(),
            form.getKernelSize(),
            form.getStride(),
            form.getPadding(),
            form.getDilation());
    window.add(WindowAttributes.dilations(form.getDilation()));
    String sums =
        graph.add(
            part,
            "Conv",
            withParameters(layer, part, input),
            window.toArray(AttributeProto[]::new));
    return activated(layer, part, sums);
  }

  private static void requireChannelsFirst(String part, CNN2DFormat format) {
    if (format != CNN2DFormat.NCHW) {
      throw new UnexportableException(
          "layer %s has images as %s, of which only NCHW is exported", part, format);
    }
  }

  private String pooling(Layer layer, String part, String input) {
    SubsamplingLayer form = (SubsamplingLayer) layer.conf().getLayer();
    requireChannelsFirst(part, form.getCnn2dDataFormat());
    List<AttributeProto> window =
        WindowAttributes.of(
            part,
            form.getConvolutionMode(),
            form.getKernelSize(),
            form.getStride(),
            form.getPadding(),
            form.getDilation());
    String operator;
    switch (form.getPoolingType()) {
      case MAX -> {
        operator = "MaxPool";
        window.add(WindowAttributes.dilations(form.getDilation()));
      }
      case AVG -> {
        operator = "AveragePool";
        window.add(integer("count_include_pad", form.isAvgPoolIncludePadInDivisor() ? 1 : 0));
        if (!WindowAttributes.isOne(form.getDilation())) {
          throw new UnexportableException(
              "layer %s is a dilated mean, which is not exported", part);
        }
      }
      default -> throw unknownPooling(part, form.getPoolingType());
    }
    return graph.add(part, operator, List.of(input), window.toArray(AttributeProto[]::new));
  }

  private static UnexportableException unknownPooling(String part, Object type) {
    return new UnexportableException("layer %s pools by %s, which is not exported", part, type);
  }

  private String globalPooling(Layer layer, String part, String input) {
    GlobalPoolingLayer form = (GlobalPoolingLayer) layer.conf().getLayer();
    if (form.getPoolingDimensions() != null
        && !Arrays.equals(form.getPoolingDimensions(), new int[] {2, 3})) {
      throw new UnexportableException(
          "layer %s pools over the axes %s, of which only 2 and 3 are exported",
          part, Arrays.toString(form.getPoolingDimensions()));
    }
    PoolingType type = form.getPoolingType();
    String pooled =
        switch (type) {
          case AVG -> graph.add(part, "GlobalAveragePool", List.of(input));
          case MAX -> graph.add(part, "GlobalMaxPool", List.of(input));
          case SUM ->
              graph.add(part, "ReduceSum", List.of(input, graph.integers(part, "axes", 2, 3)));
          default -> throw unknownPooling(part, type);
        };
    return form.isCollapseDimensions() ? graph.add(part, "Flatten", List.of(pooled)) : pooled;
  }

  private String batchNormalization(Layer layer, String part, String input) {
    BatchNormalization form = (BatchNormalization) layer.conf().getLayer();
    requireChannelsFirst(part, form.getCnn2DFormat());
    float[] mean = vector(layer, BatchNormalizationParamInitializer.GLOBAL_MEAN);
    int channels = mean.length;
    float[] gamma = new float[channels];
    float[] beta = new float[channels];
    if (!form.isLockGammaBeta()) {
      gamma = vector(layer, BatchNormalizationParamInitializer.GAMMA);
      beta = vector(layer, BatchNormalizationParamInitializer.BETA);
    } else if (form.getGamma() == 1 && form.getBeta() == 0) {
      Arrays.fill(gamma, 1);
    } else {
      // DL4J's own ways of computing it disagree.
      throw new UnexportableException(
          "layer %s is locked at gamma %s and beta %s, of which only 1 and 0 are exported",
          part, form.getGamma(), form.getBeta());
    }
    return graph.add(
        part,
        "BatchNormalization",
        List.of(
            input,
            graph.constant(part, "gamma", gamma, channels),
            graph.constant(part, "beta", beta, channels),
            graph.constant(part, "mean", mean, channels),
            graph.constant(part, "variance", variance(layer), channels)),
        number("epsilon", form.getEps()));
  }

  private static float[] variance(Layer layer) {
    if (layer.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD) == null) {
      return vector(layer, BatchNormalizationParamInitializer.GLOBAL_VAR);
    }
    float[] values = vector(layer, BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.pow(10, 2.0 * values[i]);
    }
    return values;
  }

  private static float[] vector(Layer layer, String parameter) {
    return layer.getParam(parameter).dup('c').data().asFloat();
  }

  /** DL4J multiplies the sum of squares by alpha, ONNX their mean. */
  private String responseNormalization(Layer layer, String part, String input) {
    LocalResponseNormalization form = (LocalResponseNormalization) layer.conf().getLayer();
    requireChannelsFirst(part, form.getDataFormat());
    long window = 2 * ((long) form.getN() / 2) + 1;
    return graph.add(
        part,
        "LRN",
        List.of(input),
        integer("size", window),
        number("alpha", form.getAlpha() * window),
        number("beta", form.getBeta()),
        number("bias", form.getK()));
  }

  private String padding(Layer layer, String part, String input) {
    ZeroPaddingLayer form = (ZeroPaddingLayer) layer.conf().getLayer();
    requireChannelsFirst(part, form.getDataFormat());
    int[] p = form.getPadding(); // top, bottom, left, right
    String pads = graph.integers(part, "pads", 0, 0, p[0], p[2], 0, 0, p[1], p[3]);
    return graph.add(part, "Pad", List.of(input, pads));
  }
}
