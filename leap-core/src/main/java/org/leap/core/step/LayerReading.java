package org.leap.core.step;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.leap.core.onednn.Primitive.Activation;
import org.leap.core.onednn.Primitive.Function;
import org.leap.core.onednn.Primitive.Pooling;
import org.leap.core.onednn.Primitive.Window;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Turns DL4J's layers into operations. A function goes into the operation before it where that
 * computes it along the way and nobody else reads what comes between.
 */
final class LayerReading {
  private static final Activation RECTIFIER = new Activation(Function.RELU, 0);

  private final List<Operation> operations = new ArrayList<>();
  private final long origin;

  /** Whether the layer that is read works as in evaluation, like all before it, and stays. */
  private boolean frozenPart;

  /**
   * A reading without layers.
   *
   * @param parameters a network's flattened parameters
   */
  LayerReading(INDArray parameters) {
    origin = parameters.offset();
  }

  List<Operation> operations() {
    return operations;
  }

  /**
   * Adds a layer.
   *
   * @param soleReader whether nobody else reads its input
   */
  Value layer(Layer layer, Value input, boolean soleReader) throws UncoveredException {
    if (layer.getClass() == FrozenLayer.class && !input.isTrained()) {
      frozenPart = true;
      Value value = layer(((FrozenLayer) layer).getInsideLayer(), input, soleReader);
      frozenPart = false;
      return value;
    }
    if (layer instanceof BaseWrapperLayer) {
      // Its configuration is that of the layer that it freezes or masks.
      throw new UncoveredException("it has a " + layer.getClass().getSimpleName());
    }
    var configuration = layer.conf().getLayer();
    Class<?> type = configuration.getClass();
    if (configuration instanceof BaseLayer base && base.getWeightNoise() != null) {
      throw new UncoveredException("it has weight noise");
    }
    Value value = dropsOut(type) ? dropped(configuration, input) : input;
    boolean sole = soleReader && value == input;
    if (type == DenseLayer.class) {
      return dense(layer, (DenseLayer) configuration, value);
    }
    if (type == OutputLayer.class) {
      return output(layer, (OutputLayer) configuration, value);
    }
    if (type == ConvolutionLayer.class) {
      return convolution(layer, (ConvolutionLayer) configuration, value);
    }
    if (configuration instanceof BatchNormalization normalization) {
      return normalization(layer, normalization, value);
    }
    if (type == SubsamplingLayer.class) {
      return pooling((SubsamplingLayer) configuration, value);
    }
    if (type == GlobalPoolingLayer.class) {
      return globalPooling((GlobalPoolingLayer) configuration, value);
    }
    if (type == ActivationLayer.class) {
      return function(((ActivationLayer) configuration).getActivationFn(), value, sole);
    }
    if (type == DropoutLayer.class) {
      return value;
    }
    throw new UncoveredException("it has a " + type.getSimpleName());
  }

  /** Layers of other types have the network's dropout in their configuration but do not use it. */
  private static boolean dropsOut(Class<?> type) {
    return type == DenseLayer.class
        || type == OutputLayer.class
        || type == ConvolutionLayer.class
        || type == DropoutLayer.class;
  }

  private Value dropped(org.deeplearning4j.nn.conf.layers.Layer configuration, Value input)
      throws UncoveredException {
    var dropout = configuration.getIDropout();
    if (dropout == null || frozenPart) {
      return input;
    }
    if (dropout.getClass() != Dropout.class || ((Dropout) dropout).getPSchedule() != null) {
      throw new UncoveredException("it drops out by " + dropout.getClass().getSimpleName());
    }
    Value result = new Value(input.isTrained(), input.shape());
    return add(new DropoutOperation(input, result, ((Dropout) dropout).getP()));
  }

  private Value dense(Layer layer, DenseLayer configuration, Value input)
      throws UncoveredException {
    if (configuration.hasLayerNorm()) {
      throw new UncoveredException("it has layer normalization");
    }
    checkInputs(input, input.size(), configuration.getNIn());
    Value result = new Value(!frozenPart, input.examples(), configuration.getNOut());
    Weights bias = bias(layer, configuration.hasBias());
    return product(layer, input, result, bias, null, configuration.getActivationFn());
  }

  private Weights bias(Layer layer, boolean has) {
    return has ? weights(layer, DefaultParamInitializer.BIAS_KEY) : null;
  }

  private Weights weights(Layer layer, String parameter) {
    return Weights.of(layer.getParam(parameter), origin);
  }

  private Value product(
      Layer layer, Value input, Value result, Weights bias, Window window, IActivation activation)
      throws UncoveredException {
    Weights weights = weights(layer, DefaultParamInitializer.WEIGHT_KEY);
    Activation function = activation(activation);
    return add(new ProductOperation(input, result, weights, bias, window, function, false));
  }

  private Value output(Layer layer, OutputLayer configuration, Value input)
      throws UncoveredException {
    checkInputs(input, input.size(), configuration.getNIn());
    Value result = new Value(true, input.examples(), configuration.getNOut());
    Weights weights = weights(layer, DefaultParamInitializer.WEIGHT_KEY);
    Weights bias = bias(layer, configuration.hasBias());
    add(new ProductOperation(input, result, weights, bias, null, null, true));
    return add(
        new LossOperation(result, configuration.getActivationFn(), configuration.getLossFn()));
  }

  private Value convolution(Layer layer, ConvolutionLayer configuration, Value input)
      throws UncoveredException {
    checkImages(input, configuration.getCnn2dDataFormat());
    checkInputs(input, input.channels(), configuration.getNIn());
    Window window =
        window(
            input,
            configuration.getConvolutionMode(),
            configuration.getKernelSize(),
            configuration.getStride(),
            configuration.getDilation(),
            configuration.getPadding());
    Value result = windowed(!frozenPart, input, configuration.getNOut(), window);
    Weights bias = bias(layer, configuration.hasBias());
    return product(layer, input, result, bias, window, configuration.getActivationFn());
  }

  private static void checkImages(Value input, CNN2DFormat format) throws UncoveredException {
    if (!input.isImage() || format != CNN2DFormat.NCHW) {
      throw new UncoveredException("it has images with channels last");
    }
  }

  private static void checkInputs(Value input, long given, long expected)
      throws UncoveredException {
    if (given != expected) {
      throw new UncoveredException(
          "a layer of %s inputs is given %s".formatted(expected, Arrays.toString(input.shape())));
    }
  }

  private static Window window(
      Value input, ConvolutionMode mode, int[] kernel, int[] stride, int[] dilation, int[] padding)
      throws UncoveredException {
    if (mode == ConvolutionMode.Causal) {
      throw new UncoveredException("it has causal convolutions");
    }
    long[] before = longs(padding);
    long[] after = longs(padding);
    for (int i = 0; i < 2; i++) {
      long size = input.shape()[2 + i];
      long reach = dilation[i] * (kernel[i] - 1L) + 1;
      if (mode == ConvolutionMode.Same) {
        // As many results as strides fit in; an odd pixel of padding comes last.
        long outside = ((size - 1) / stride[i]) * stride[i] + reach - size;
        before[i] = Math.max(0, outside) / 2;
        after[i] = outside - before[i];
      } else if (mode == ConvolutionMode.Strict
          && (size + 2L * padding[i] - reach) % stride[i] != 0) {
        throw new UncoveredException("its windows do not fit");
      }
    }
    return new Window(longs(kernel), longs(stride), longs(dilation), before, after);
  }

  private static long[] longs(int... values) {
    return Arrays.stream(values).asLongStream().toArray();
  }

  private static Value windowed(boolean trained, Value input, long channels, Window window)
      throws UncoveredException {
    long[] shape = input.shape();
    shape[1] = channels;
    for (int i = 0; i < 2; i++) {
      long reach = window.dilation()[i] * (window.kernel()[i] - 1) + 1;
      long room = shape[2 + i] + window.before()[i] + window.after()[i] - reach;
      if (room < 0) {
        throw new UncoveredException("a window is larger than its image");
      }
      shape[2 + i] = room / window.strides()[i] + 1;
    }
    return new Value(trained, shape);
  }

  private Value normalization(Layer layer, BatchNormalization configuration, Value input)
      throws UncoveredException {
    if (configuration.isLockGammaBeta()) {
      throw new UncoveredException("it has batch normalization with locked gamma and beta");
    }
    if (input.isImage()) {
      checkImages(input, configuration.getCnn2DFormat());
    }
    checkInputs(input, input.channels(), configuration.getNOut());
    boolean logarithmic = configuration.isUseLogStd();
    Weights scale = weights(layer, BatchNormalizationParamInitializer.GAMMA);
    Weights shift = weights(layer, BatchNormalizationParamInitializer.BETA);
    String spread =
        logarithmic
            ? BatchNormalizationParamInitializer.GLOBAL_LOG_STD
            : BatchNormalizationParamInitializer.GLOBAL_VAR;
    var settings =
        new NormalizationOperation.Settings(
            scale.and(shift),
            weights(layer, BatchNormalizationParamInitializer.GLOBAL_MEAN),
            weights(layer, spread),
            logarithmic,
            configuration.getEps(),
            configuration.getDecay(),
            isFixed(configuration) || frozenPart);
    return add(
        new NormalizationOperation(input, new Value(!frozenPart, input.shape()), settings, false));
  }

  private static boolean isFixed(BatchNormalization configuration) throws UncoveredException {
    if (configuration.getClass() == BatchNormalization.class) {
      return false;
    }
    if (configuration instanceof FixedStatistics) {
      return true;
    }
    throw new UncoveredException("it has a " + configuration.getClass().getSimpleName());
  }

  private Value pooling(SubsamplingLayer configuration, Value input) throws UncoveredException {
    checkImages(input, configuration.getCnn2dDataFormat());
    if (!Arrays.equals(configuration.getDilation(), new int[] {1, 1})) {
      throw new UncoveredException("it has poolings with dilation");
    }
    Pooling pooling =
        pooling(configuration.getPoolingType(), configuration.isAvgPoolIncludePadInDivisor());
    Window window =
        window(
            input,
            configuration.getConvolutionMode(),
            configuration.getKernelSize(),
            configuration.getStride(),
            configuration.getDilation(),
            configuration.getPadding());
    Value result = windowed(input.isTrained(), input, input.channels(), window);
    return add(new PoolingOperation(input, result, pooling, window));
  }

  private static Pooling pooling(PoolingType type, boolean withPadding) throws UncoveredException {
    return switch (type) {
      case MAX -> Pooling.MAX;
      case AVG -> withPadding ? Pooling.MEAN : Pooling.MEAN_INSIDE;
      default -> throw new UncoveredException("it has poolings of type " + type);
    };
  }

  /** The result keeps a height and a width of 1, which is how its values lie in memory. */
  private Value globalPooling(GlobalPoolingLayer configuration, Value input)
      throws UncoveredException {
    int[] dimensions = configuration.getPoolingDimensions();
    boolean overImages = dimensions == null || Arrays.equals(dimensions, new int[] {2, 3});
    if (!input.isImage() || !overImages || !configuration.isCollapseDimensions()) {
      throw new UncoveredException("it has a global pooling of something else than images");
    }
    long[] size = {input.shape()[2], input.shape()[3]};
    long[] one = {1, 1};
    Window window = new Window(size, one, one, new long[2], new long[2]);
    Value result = windowed(input.isTrained(), input, input.channels(), window);
    Pooling pooling = pooling(configuration.getPoolingType(), false);
    return add(new PoolingOperation(input, result, pooling, window));
  }

  private Value function(IActivation function, Value input, boolean soleReader)
      throws UncoveredException {
    Activation activation = activation(function);
    if (activation == null) {
      return input;
    }
    for (int i = 0; soleReader && i < operations.size(); i++) {
      if (operations.get(i).result() == input) {
        Operation fused = operations.get(i).with(activation);
        if (fused != null) {
          operations.set(i, fused);
          return input;
        }
      }
    }
    Value result = new Value(input.isTrained(), input.shape());
    return add(new ActivationOperation(input, result, activation));
  }

  /** Null for the identity. */
  private static Activation activation(IActivation function) throws UncoveredException {
    Class<?> type = function.getClass();
    if (type == ActivationIdentity.class) {
      return null;
    }
    if (type == ActivationReLU.class && isPlain((ActivationReLU) function)) {
      return RECTIFIER;
    }
    if (type == ActivationLReLU.class && ((ActivationLReLU) function).getAlpha() >= 0) {
      return new Activation(Function.RELU, (float) ((ActivationLReLU) function).getAlpha());
    }
    if (type == ActivationTanH.class) {
      return new Activation(Function.TANH, 0);
    }
    if (type == ActivationSigmoid.class) {
      return new Activation(Function.SIGMOID, 0);
    }
    if (type == ActivationELU.class && ((ActivationELU) function).getAlpha() >= 0) {
      return new Activation(Function.ELU, (float) ((ActivationELU) function).getAlpha());
    }
    throw new UncoveredException("it has the activation " + function);
  }

  private static boolean isPlain(ActivationReLU relu) {
    return relu.getMax() == null && relu.getThreshold() == null && relu.getNegativeSlope() == null;
  }

  /** Adds the sum of values. */
  Value sum(List<Value> inputs) throws UncoveredException {
    Value first = inputs.get(0);
    if (inputs.size() == 1) {
      return first;
    }
    for (Value input : inputs) {
      if (!Arrays.equals(input.shape(), first.shape())) {
        throw new UncoveredException("it adds values of different shapes");
      }
    }
    boolean trained = inputs.stream().anyMatch(Value::isTrained);
    return add(new SumOperation(inputs, new Value(trained, first.shape()), null));
  }

  /** Adds the channels of all inputs, one after the other. */
  Value merge(List<Value> inputs) throws UncoveredException {
    long[] shape = inputs.get(0).shape();
    shape[1] = 0;
    for (Value input : inputs) {
      shape[1] += input.channels();
      long[] own = input.shape();
      own[1] = shape[1];
      if (!Arrays.equals(own, shape)) {
        throw new UncoveredException("it merges values of different shapes");
      }
    }
    boolean trained = inputs.stream().anyMatch(Value::isTrained);
    return add(new MergeOperation(inputs, new Value(trained, shape)));
  }

  private Value add(Operation operation) {
    operations.add(operation);
    return operation.result();
  }
}
