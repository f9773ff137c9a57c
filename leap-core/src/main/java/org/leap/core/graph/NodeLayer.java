package org.leap.core.graph;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LayerValidation;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Configuration of a layer over all nodes of the bound graph: activations are {@code [nodes,
 * nOut]}. Parameters are {@code W [nIn, width]} and {@code b [nOut]}, and what the kind of layer
 * adds. DL4J's dropout and weight noise are refused, also those of the whole network.
 */
public abstract class NodeLayer extends FeedForwardLayer {
  private static final long serialVersionUID = 1L;

  private boolean onFeatures;
  private double inputDropout;

  /** For JSON only. */
  protected NodeLayer() {}

  /** A layer with the settings of a builder. */
  protected NodeLayer(Builder<?> builder) {
    super(builder);
    onFeatures = builder.onFeatures;
    inputDropout = builder.inputDropout;
    if (!(inputDropout >= 0 && inputDropout < 1)) {
      throw new IllegalArgumentException(
          "input dropout is " + inputDropout + ", expected at least 0 and less than 1");
    }
    initializeConstraints(builder);
  }

  /**
   * Whether the layer reads the features of the bound graph, which it keeps sparse, rather than
   * activations.
   */
  public boolean isOnFeatures() {
    return onFeatures;
  }

  /**
   * Sets whether the layer reads the features of the bound graph; for JSON, programs use the
   * builder.
   */
  public void setOnFeatures(boolean onFeatures) {
    this.onFeatures = onFeatures;
  }

  /** Probability in [0, 1) that an input value is dropped in training; the others are raised. */
  public double getInputDropout() {
    return inputDropout;
  }

  /** Sets the dropout of input values, in [0, 1); for JSON, programs use the builder. */
  public void setInputDropout(double inputDropout) {
    this.inputDropout = inputDropout;
  }

  /** What the layer was told beyond what DL4J knows of it. */
  List<Object> settings() {
    return List.of(getClass(), onFeatures, inputDropout);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodeLayer that
        && super.equals(that)
        && settings().equals(that.settings());
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + settings().hashCode();
  }

  /** Columns of W. */
  int width() {
    return Math.toIntExact(getNOut());
  }

  /** Shapes of the parameters that decay, by name, W first. */
  Map<String, long[]> weights() {
    return Map.of(NodeParameters.WEIGHT, new long[] {getNIn(), width()});
  }

  /** Shapes of the parameters that do not, by name. */
  Map<String, long[]> biases() {
    return Map.of(NodeParameters.BIAS, new long[] {getNOut()});
  }

  /** The value a parameter of {@link #biases} starts from. */
  double initialBias(String name) {
    return getBiasInit();
  }

  abstract NodeLayerPass<?> pass(NeuralNetConfiguration conf, DataType type);

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialize,
      DataType type) {
    LayerValidation.assertNInNOutSet(
        getClass().getSimpleName(), getLayerName(), index, getNIn(), getNOut());
    if (getIDropout() != null || getWeightNoise() != null) {
      throw new IllegalArgumentException(
          "layer %s is one of a graph, which knows neither dropOut nor weightNoise: use inputDropout"
              .formatted(getLayerName()));
    }
    NodeLayerPass<?> pass = pass(conf, type);
    pass.setListeners(listeners);
    pass.setIndex(index);
    pass.setParamsViewArray(parameters);
    pass.setParamTable(initializer().init(conf, parameters, initialize));
    pass.setConf(conf);
    return pass;
  }

  @Override
  public ParamInitializer initializer() {
    return NodeParameters.INSTANCE;
  }

  /** Node numbers say nothing of how many features there are. */
  @Override
  public void setNIn(InputType inputType, boolean override) {
    if (!onFeatures) {
      super.setNIn(inputType, override);
    }
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    long parameters = initializer().numParams(this);
    InputType output = getOutputType(-1, inputType);
    return new LayerMemoryReport.Builder(getLayerName(), getClass(), inputType, output)
        .standardMemory(parameters, getIUpdater().stateSize(parameters))
        .workingMemory(0, 0, 0, output.arrayElementsPerExample())
        .cacheMemory(MemoryReport.CACHE_MODE_ALL_ZEROS, MemoryReport.CACHE_MODE_ALL_ZEROS)
        .build();
  }

  /** Settings that all kinds of node layers share. */
  public abstract static class Builder<T extends Builder<T>> extends FeedForwardLayer.Builder<T> {
    private boolean onFeatures;
    private double inputDropout;

    /**
     * The layer reads the features of the bound graph, not activations.
     *
     * @param features in a row of them
     */
    public T onFeatures(long features) {
      onFeatures = true;
      return nIn(features);
    }

    /** Probability in [0, 1) that an input value is dropped in training. */
    @SuppressWarnings("unchecked") // T is the builder itself, as in DL4J's own.
    public T inputDropout(double probability) {
      inputDropout = probability;
      return (T) this;
    }
  }
}
