package org.leap.jobs.export;

import static org.leap.jobs.export.OnnxGraph.integers;
import static org.leap.jobs.export.OnnxGraph.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/** How the window of a convolution or pooling moves over an image, and over its border. */
final class WindowAttributes {
  private WindowAttributes() {}

  /** What is padded at an odd border more than at the other is padded at the end, as in DL4J. */
  static List<AttributeProto> of(
      String part,
      ConvolutionMode mode,
      int[] kernel,
      int[] stride,
      int[] padding,
      int[] dilation) {
    AttributeProto border =
        switch (mode) {
          case Same -> same(part, kernel, stride, dilation);
          case Strict, Truncate -> integers("pads", padding[0], padding[1], padding[0], padding[1]);
          case Causal ->
              throw new UnexportableException("layer %s is causal, which is not exported", part);
        };
    return new ArrayList<>(
        List.of(
            integers("kernel_shape", kernel[0], kernel[1]),
            integers("strides", stride[0], stride[1]),
            border));
  }

  /** ONNX Runtime finds no border of its own for dilated windows; known it is without stride. */
  private static AttributeProto same(String part, int[] kernel, int[] stride, int[] dilation) {
    if (isOne(dilation)) {
      return text("auto_pad", "SAME_UPPER");
    } else if (!isOne(stride)) {
      throw new UnexportableException(
          "layer %s is dilated, has a stride and keeps the size, which is not exported", part);
    }
    int high = (kernel[0] - 1) * dilation[0];
    int wide = (kernel[1] - 1) * dilation[1];
    return integers("pads", high / 2, wide / 2, high - high / 2, wide - wide / 2);
  }

  static boolean isOne(int[] values) {
    return Arrays.stream(values).allMatch(value -> value == 1);
  }

  static AttributeProto dilations(int[] dilation) {
    return integers("dilations", dilation[0], dilation[1]);
  }
}
