package org.leap.core.fast;

import java.util.Arrays;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;

/** How a convolution's kernel goes over its images. */
record Geometry(
    Size kernel,
    Size stride,
    Size padding,
    Size dilation,
    ConvolutionMode mode,
    CNN2DFormat format) {
  private static final Size NONE = new Size(0, 0);
  private static final Size ONE = new Size(1, 1);

  record Size(int height, int width) {
    int[] array() {
      return new int[] {height, width};
    }
  }

  static Stream<Geometry> all() {
    return Arrays.stream(CNN2DFormat.values())
        .flatMap(
            format ->
                Stream.of(
                    truncated(size(3, 3), ONE, NONE, ONE, format),
                    truncated(size(2, 3), size(2, 1), size(1, 2), ONE, format),
                    truncated(size(3, 2), size(3, 2), size(0, 1), ONE, format),
                    truncated(size(3, 3), ONE, ONE, size(2, 1), format),
                    new Geometry(ONE, ONE, NONE, ONE, ConvolutionMode.Strict, format),
                    same(size(3, 3), ONE, ONE, format),
                    same(size(3, 3), size(2, 2), ONE, format),
                    same(size(2, 2), size(1, 2), ONE, format),
                    same(ONE, size(2, 2), ONE, format),
                    same(size(3, 2), ONE, size(2, 3), format)));
  }

  private static Geometry truncated(
      Size kernel, Size stride, Size padding, Size dilation, CNN2DFormat format) {
    return new Geometry(kernel, stride, padding, dilation, ConvolutionMode.Truncate, format);
  }

  private static Geometry same(Size kernel, Size stride, Size dilation, CNN2DFormat format) {
    return new Geometry(kernel, stride, NONE, dilation, ConvolutionMode.Same, format);
  }

  private static Size size(int height, int width) {
    return new Size(height, width);
  }

  ConvolutionLayer.Builder layer(int outputs) {
    return new ConvolutionLayer.Builder(kernel.array(), stride.array(), padding.array())
        .dilation(dilation.array())
        .convolutionMode(mode)
        .dataFormat(format)
        .nOut(outputs);
  }

  /** Shape of a batch of images. */
  long[] images(int examples, int channels, int height, int width) {
    return format == CNN2DFormat.NHWC
        ? new long[] {examples, height, width, channels}
        : new long[] {examples, channels, height, width};
  }
}
