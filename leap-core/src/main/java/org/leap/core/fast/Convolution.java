package org.leap.core.fast;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A two-dimensional convolution by ND4J's own operations, which run on oneDNN or cuDNN where the
 * binaries have them.
 */
final class Convolution {
  private static final int WEIGHTS_OUT_IN_HEIGHT_WIDTH = 1;

  private final ConvolutionLayer layer;

  Convolution(ConvolutionLayer layer) {
    this.layer = layer;
  }

  private int[] arguments() {
    int[] kernel = layer.getKernelSize();
    int[] stride = layer.getStride();
    int[] padding = layer.getPadding();
    int[] dilation = layer.getDilation();
    return new int[] {
      kernel[0],
      kernel[1],
      stride[0],
      stride[1],
      padding[0],
      padding[1],
      dilation[0],
      dilation[1],
      layer.getConvolutionMode() == ConvolutionMode.Same ? 1 : 0,
      channelsLast() ? 1 : 0,
      WEIGHTS_OUT_IN_HEIGHT_WIDTH
    };
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
    INDArray[] inputs =
        bias == null ? new INDArray[] {input, weights} : new INDArray[] {input, weights, bias};
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
    if (bias == null) {
      INDArray[] inputs = {input, weights, delta};
      exec("conv2d_bp", inputs, inputGradient, weightGradient);
    } else {
      INDArray[] inputs = {input, weights, bias, delta};
      exec("conv2d_bp", inputs, inputGradient, weightGradient, biasGradient);
    }
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
