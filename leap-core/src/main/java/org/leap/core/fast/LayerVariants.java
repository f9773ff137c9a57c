package org.leap.core.fast;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.layers.ActivationLayer;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.feedforward.dense.DenseLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.layers.wrapper.BaseWrapperLayer;
import org.leap.core.graph.GraphBound;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses a layer's faster variant. */
final class LayerVariants {
  private static final Logger log = LoggerFactory.getLogger(LayerVariants.class);
  private static final Set<String> LOGGED = ConcurrentHashMap.newKeySet();

  /** Layers that have nothing to gain: no product, no array computed twice. */
  private static final Set<Class<?>> LEAN =
      Set.of(
          org.deeplearning4j.nn.layers.DropoutLayer.class,
          org.deeplearning4j.nn.layers.LossLayer.class,
          org.deeplearning4j.nn.layers.convolution.ZeroPaddingLayer.class,
          org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer.class,
          org.deeplearning4j.nn.layers.pooling.GlobalPoolingLayer.class);

  private static final Set<Class<?>> COVERED =
      Set.of(
          DenseLayer.class,
          OutputLayer.class,
          ConvolutionLayer.class,
          BatchNormalization.class,
          ActivationLayer.class);

  private LayerVariants() {}

  /** Whether one of a network's layers may overwrite its input, as DL4J's LossLayer does. */
  static boolean overwriteInputs(Layer... layers) {
    return Stream.of(layers)
        .map(layer -> layer instanceof BaseWrapperLayer wrapper ? wrapper.getUnderlying() : layer)
        .anyMatch(layer -> layer instanceof IOutputLayer && !COVERED.contains(layer.getClass()));
  }

  /**
   * The variant of a layer, with the same configuration and the same parameter and gradient views,
   * or the layer itself where there is none.
   *
   * @param apart whether what it hands upwards may be overwritten there
   */
  static Layer of(Layer layer, boolean apart) {
    if (layer instanceof FastLayer || layer instanceof GraphBound) {
      return layer;
    }
    if (layer instanceof BaseWrapperLayer wrapper) {
      wrapper.setUnderlying(of(wrapper.getUnderlying(), apart));
      return wrapper;
    }
    String reason = obstacle(layer);
    if (reason == null) {
      return adopt((AbstractLayer<?>) layer, new KeptActivation(apart));
    }
    String type = layer.getClass().getSimpleName();
    if (!LEAN.contains(layer.getClass()) && LOGGED.add(type + reason)) {
      log.info("uses DL4J's own layer: {}, {}", type, reason);
    }
    return layer;
  }

  /** Subclasses of DL4J's layers are other layers. */
  private static String obstacle(Layer layer) {
    if (!COVERED.contains(layer.getClass())) {
      return "there is no faster variant of it";
    }
    DataType type = ((AbstractLayer<?>) layer).getDataType();
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      return "the faster variant takes FLOAT and DOUBLE, not " + type;
    }
    if (layer instanceof BaseLayer<?> base && base.hasLayerNorm()) {
      return "the faster variant does not cover layer normalization";
    }
    if (layer instanceof BatchNormalization norm && norm.layerConf().isLockGammaBeta()) {
      return "the faster variant does not cover locked gamma and beta";
    }
    return null;
  }

  private static Layer adopt(AbstractLayer<?> plain, KeptActivation kept) {
    NeuralNetConfiguration conf = plain.conf();
    DataType type = plain.getDataType();
    if (plain instanceof ConvolutionLayer) {
      return share(plain, new FastConvolutionLayer(conf, type, kept));
    }
    if (plain instanceof BatchNormalization) {
      return share(plain, new FastBatchNormalization(conf, type));
    }
    if (plain instanceof OutputLayer) {
      return share(plain, new FastOutputLayer(conf, type));
    }
    if (plain instanceof DenseLayer) {
      return share(plain, new FastDenseLayer(conf, type, kept));
    }
    return share(plain, new FastActivationLayer(conf, type, kept));
  }

  private static Layer share(AbstractLayer<?> plain, AbstractLayer<?> variant) {
    variant.setListeners(plain.getListeners());
    variant.setIndex(plain.getIndex());
    variant.setIterationCount(plain.getIterationCount());
    variant.setEpochCount(plain.getEpochCount());
    if (plain.numParams() > 0) {
      variant.setParamsViewArray(plain.params());
      variant.setParamTable(plain.paramTable());
    }
    if (plain.getGradientsViewArray() != null) {
      variant.setBackpropGradientsViewArray(plain.getGradientsViewArray());
    }
    return variant;
  }
}
