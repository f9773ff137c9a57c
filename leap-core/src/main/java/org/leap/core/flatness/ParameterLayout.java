package org.leap.core.flatness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.params.Convolution3DParamInitializer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.params.SeparableConvolutionParamInitializer;
import org.leap.core.NetworkView;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The flattened parameters of a network, block by block.
 *
 * @param blocks in their order, without gaps
 */
public record ParameterLayout(List<ParameterBlock> blocks) {

  public ParameterLayout {
    blocks = List.copyOf(blocks);
    int end = 0;
    for (ParameterBlock block : blocks) {
      if (block.offset() != end) {
        throw new IllegalArgumentException(
            "Block %s begins at %s, expected %s".formatted(block.name(), block.offset(), end));
      }
      end = block.end();
    }
  }

  /** One trained block without filters, for landscapes that are no networks. */
  public static ParameterLayout ofVector(int length) {
    return new ParameterLayout(List.of(new ParameterBlock("vector", 0, length, 0, true)));
  }

  /**
   * The layout of an initialized network. A frozen layer is not trained, nor is a parameter whose
   * updater is NoOp.
   */
  public static ParameterLayout of(Model network) {
    long start = network.params().offset();
    List<ParameterBlock> blocks = new ArrayList<>();
    for (Layer layer : NetworkView.of(network).layers()) {
      if (layer.numParams() > 0) {
        layer.paramTable().forEach((key, value) -> blocks.add(block(layer, key, value, start)));
      }
    }
    blocks.sort(Comparator.comparingInt(ParameterBlock::offset));
    return new ParameterLayout(blocks);
  }

  private static ParameterBlock block(Layer layer, String key, INDArray value, long start) {
    var conf = layer.conf().getLayer();
    IUpdater updater = layer.getConfig().getUpdaterByParam(key);
    boolean trained = updater != null && !(updater instanceof NoOp);
    int length = Math.toIntExact(value.length());
    int filterLength =
        conf.initializer().isWeightParam(conf, key)
            ? filterLength(value, hasFiltersInRows(conf.initializer(), key))
            : 0;
    return new ParameterBlock(
        conf.getLayerName() + "_" + key,
        Math.toIntExact(value.offset() - start),
        length,
        filterLength,
        trained);
  }

  /** Others have input channels before output channels, or the kernel before both. */
  private static boolean hasFiltersInRows(ParamInitializer kind, String key) {
    return kind.getClass() == ConvolutionParamInitializer.class
        || kind.getClass() == Convolution3DParamInitializer.class
        || (kind.getClass() == SeparableConvolutionParamInitializer.class
            && key.equals(SeparableConvolutionParamInitializer.POINT_WISE_WEIGHT_KEY));
  }

  /**
   * Dense weights are {@code [in, out]} column by column and those of convolutions {@code [out, in,
   * ...]} row by row, so that a filter is a run. Other tensors count as one filter.
   */
  private static int filterLength(INDArray weights, boolean inRows) {
    long length = weights.length();
    if (weights.rank() == 2 && weights.ordering() == 'f') {
      length = weights.size(0);
    } else if (inRows && weights.ordering() == 'c') {
      length = weights.length() / weights.size(0);
    }
    return Math.toIntExact(length);
  }

  /** Number of parameters. */
  public int length() {
    return blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).end();
  }

  /** Number of parameters that are trained. */
  public int trained() {
    return blocks.stream().filter(ParameterBlock::trained).mapToInt(ParameterBlock::length).sum();
  }

  /** Sets what is not trained to 0, in place. */
  public void maskUntrained(double[] vector) {
    for (ParameterBlock block : blocks) {
      if (!block.trained()) {
        Arrays.fill(vector, block.offset(), block.end(), 0);
      }
    }
  }
}
