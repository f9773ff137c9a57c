package org.leap.core.fast;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A two-dimensional convolution by ND4J's own operations, which run on oneDNN or cuDNN where the
 * binaries have them.
 */
final class Convolution {
  private static final int[] ONE = {1, 1};
  private static final int FEW_PLACES = 16;

  /** Above it, picking patches costs more than the input gradient. */
  private static final int MOST_PATCH_VALUES = 160;

  private static final int WEIGHTS_OUT_IN_HEIGHT_WIDTH = 1;

  private final ConvolutionLayer layer;

  Convolution(ConvolutionLayer layer) {
    this.layer = layer;
  }

  private int[] arguments() {
    int[] stride = layer.getStride();
    int[] padding = layer.getPadding();
    return new int[] {
      span(0),
      span(1),
      stride[0],
      stride[1],
      padding[0],
      padding[1],
      1,
      1,
      layer.getConvolutionMode() == ConvolutionMode.Same ? 1 : 0,
      channelsLast() ? 1 : 0,
      WEIGHTS_OUT_IN_HEIGHT_WIDTH
    };
  }

  /** Places that the kernel covers in height (0) or width (1), dilation included. */
  private int span(int dimension) {
    return (layer.getKernelSize()[dimension] - 1) * layer.getDilation()[dimension] + 1;
  }

  private boolean dilated() {
    return !Arrays.equals(layer.getDilation(), ONE);
  }

  /** Weights with the zeros that dilation puts between them: oneDNN refuses ND4J's dilations. */
  private INDArray widen(INDArray weights) {
    INDArray wide =
        Nd4j.zeros(weights.dataType(), weights.size(0), weights.size(1), span(0), span(1));
    weightsOf(wide).assign(weights);
    return wide;
  }

  /** View of the places that hold weights. */
  private INDArray weightsOf(INDArray wide) {
    int[] dilation = layer.getDilation();
    return wide.get(
        NDArrayIndex.all(),
        NDArrayIndex.all(),
        NDArrayIndex.interval(0, dilation[0], span(0)),
        NDArrayIndex.interval(0, dilation[1], span(1)));
  }

  private boolean channelsLast() {
    return layer.getCnn2dDataFormat() == CNN2DFormat.NHWC;
  }

  /**
   * Shape of the output.
   *
   * @throws org.deeplearning4j.exception.DL4JInvalidInputException if the layer does not fit the
   *     input
   */
  long[] outputShape(INDArray input) {
    boolean same = layer.getConvolutionMode() == ConvolutionMode.Same;
    int[] size =
        ConvolutionUtils.getOutputSize(
            input,
            layer.getKernelSize(),
            layer.getStride(),
            same ? null : layer.getPadding(),
            layer.getConvolutionMode(),
            layer.getDilation(),
            layer.getCnn2dDataFormat());
    return channelsLast()
        ? new long[] {input.size(0), size[0], size[1], layer.getNOut()}
        : new long[] {input.size(0), layer.getNOut(), size[0], size[1]};
  }

  /**
   * @param bias or null
   */
  void forward(INDArray input, INDArray weights, INDArray bias, INDArray output) {
    INDArray kernel = dilated() ? widen(weights) : weights;
    INDArray[] inputs =
        bias == null ? new INDArray[] {input, kernel} : new INDArray[] {input, kernel, bias};
    exec("conv2d", inputs, output);
  }

  /**
   * All gradients at once.
   *
   * @param bias or null
   * @param biasGradient or null, as the bias
   */
  void backward(
      INDArray input,
      INDArray weights,
      INDArray bias,
      INDArray delta,
      INDArray inputGradient,
      INDArray weightGradient,
      INDArray biasGradient) {
    if (hasFewPlaces(delta)) {
      backwardByForward(input, weights, delta, inputGradient, weightGradient);
      if (bias != null) {
        biasGradient.assign(new ChannelStatistics(1).sums(delta).reshape(biasGradient.shape()));
      }
      return;
    }
    INDArray kernel = dilated() ? widen(weights) : weights;
    INDArray kernelGradient = dilated() ? kernel.ulike() : weightGradient;
    if (bias == null) {
      INDArray[] inputs = {input, kernel, delta};
      exec("conv2d_bp", inputs, inputGradient, kernelGradient);
    } else {
      INDArray[] inputs = {input, kernel, bias, delta};
      exec("conv2d_bp", inputs, inputGradient, kernelGradient, biasGradient);
    }
    if (dilated()) {
      weightGradient.assign(weightsOf(kernelGradient));
    }
  }

  /**
   * Whether the images are so small that {@link #backwardByForward} takes half to a fifth of the
   * time of conv2d_bp, and of a geometry that it covers.
   */
  private boolean hasFewPlaces(INDArray delta) {
    int[] kernel = layer.getKernelSize();
    boolean centered =
        layer.getConvolutionMode() != ConvolutionMode.Same
            || (kernel[0] % 2 == 1 && kernel[1] % 2 == 1);
    return !channelsLast()
        && delta.size(2) * delta.size(3) <= FEW_PLACES
        && centered
        && Arrays.equals(layer.getStride(), ONE)
        && !dilated();
  }

  /**
   * The input gradient is a transposed convolution of delta, the weight gradient a convolution of
   * the input by delta, with examples and channels in each other's place.
   */
  private void backwardByForward(
      INDArray input,
      INDArray weights,
      INDArray delta,
      INDArray inputGradient,
      INDArray weightGradient) {
    exec("deconv2d", new INDArray[] {delta, weights}, inputGradient);
    int[] byDelta = arguments();
    byDelta[0] = (int) delta.size(2);
    byDelta[1] = (int) delta.size(3);
    if (layer.getConvolutionMode() == ConvolutionMode.Same) {
      int[] kernel = layer.getKernelSize();
      byDelta[4] = kernel[0] / 2;
      byDelta[5] = kernel[1] / 2;
      byDelta[8] = 0;
    }
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d")
            .addInputs(input.permute(1, 0, 2, 3), delta.permute(1, 0, 2, 3))
            .addOutputs(weightGradient.permute(1, 0, 2, 3))
            .addIntegerArguments(byDelta)
            .build());
  }

  /**
   * Gradients of weights and bias alone.
   *
   * @param bias or null
   * @param biasGradient or null, as the bias
   */
  void parametersBackward(
      INDArray input,
      INDArray weights,
      INDArray bias,
      INDArray delta,
      INDArray weightGradient,
      INDArray biasGradient,
      LayerWorkspaceMgr workspaces) {
    long patch = weights.length() / weights.size(0);
    if (patch > MOST_PATCH_VALUES) {
      INDArray unread =
          workspaces.createUninitialized(
              ArrayType.BP_WORKING_MEM, input.dataType(), input.shape(), 'c');
      backward(input, weights, bias, delta, unread, weightGradient, biasGradient);
      return;
    }
    INDArray patches = rows(patches(input, weights, delta, workspaces));
    INDArray deltas =
        channelsLast()
            ? delta
            : workspaces.dup(ArrayType.BP_WORKING_MEM, delta.permute(0, 2, 3, 1), 'c');
    INDArray deltaRows = rows(deltas);
    INDArray weightRows = weightGradient.reshape('c', weights.size(0), patch).transpose();
    Nd4j.gemm(patches, deltaRows, weightRows, true, false, 1.0, 0.0);
    if (bias != null) {
      deltaRows.sum(biasGradient, 0);
    }
  }

  /**
   * The part of the input under the kernel at each place of the output, {@code [b, height, width,
   * in * kernel height * kernel width]}: a convolution whose every output channel is one weight of
   * 1 among zeros, which oneDNN does faster than im2col.
   */
  private INDArray patches(
      INDArray input, INDArray weights, INDArray delta, LayerWorkspaceMgr workspaces) {
    long patch = weights.length() / weights.size(0);
    INDArray picks =
        workspaces.create(
            ArrayType.BP_WORKING_MEM, weights.dataType(), new long[] {patch, patch}, 'c');
    Nd4j.exec(
        DynamicCustomOp.builder("eye")
            .addIntegerArguments((int) patch, (int) patch)
            .addOutputs(picks)
            .build());
    int height = channelsLast() ? 1 : 2;
    INDArray patches =
        workspaces.createUninitialized(
            ArrayType.BP_WORKING_MEM,
            weights.dataType(),
            new long[] {delta.size(0), delta.size(height), delta.size(height + 1), patch},
            'c');
    forward(
        input,
        picks.reshape('c', patch, weights.size(1), weights.size(2), weights.size(3)),
        null,
        channelsLast() ? patches : patches.permute(0, 3, 1, 2));
    return patches;
  }

  /** {@code [b, height, width, n]} as {@code [b * height * width, n]}. */
  private static INDArray rows(INDArray array) {
    return array.reshape('c', array.length() / array.size(3), array.size(3));
  }

  private void exec(String operation, INDArray[] inputs, INDArray... outputs) {
    Nd4j.exec(
        DynamicCustomOp.builder(operation)
            .addInputs(inputs)
            .addOutputs(outputs)
            .addIntegerArguments(arguments())
            .build());
  }
}
