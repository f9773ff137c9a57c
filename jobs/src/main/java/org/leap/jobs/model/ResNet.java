package org.leap.jobs.model;

/**
 * The residual networks of He et al. 2016. A residual block adds its input to what its convolutions
 * make of it; where the shape changes, the input passes a 1x1 convolution (option B of the paper).
 */
final class ResNet {
  private static final int BOTTLENECK_EXPANSION = 4;

  private final NetworkGraph graph;

  ResNet(NetworkGraph graph) {
    this.graph = graph;
  }

  /**
   * For small images (section 4.2): three stages of n blocks each, 6n + 2 weighted layers.
   *
   * @param blocks of each stage: 3 for ResNet-20
   * @param width channels of the first stage, doubled with every further stage
   * @return the last vertex
   */
  String forSmallImages(int blocks, int width) {
    String top = graph.rectified("first", NetworkGraph.INPUT, 3, 1, width);
    return basic(top, width, blocks, blocks, blocks);
  }

  /** Two blocks of two 3x3 convolutions in each of four stages; a small stem keeps the size. */
  String with18Layers(int width, boolean smallStem) {
    return basic(stem(width, smallStem), width, 2, 2, 2, 2);
  }

  /**
   * Blocks of 1x1, 3x3 and 1x1 convolutions, in four stages; the 3x3 convolution has the stride.
   *
   * @param smallStem whether the images keep their size before the first stage
   * @return the last vertex
   */
  String with50Layers(int width, boolean smallStem) {
    String top = stem(width, smallStem);
    int[] blocks = {3, 4, 6, 3};
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int block = 0; block < blocks[stage]; block++) {
        top = bottleneck(name(stage, block), top, width << stage, stride(stage, block), block == 0);
      }
    }
    return top;
  }

  private String stem(int width, boolean small) {
    if (small) {
      return graph.rectified("first", NetworkGraph.INPUT, 3, 1, width);
    }
    return graph.pooled(
        "first-pool", graph.rectified("first", NetworkGraph.INPUT, 7, 2, width), 3, 2);
  }

  private String basic(String input, int width, int... blocks) {
    String top = input;
    for (int stage = 0; stage < blocks.length; stage++) {
      for (int block = 0; block < blocks[stage]; block++) {
        top = basic(name(stage, block), top, width << stage, stride(stage, block));
      }
    }
    return top;
  }

  private String basic(String name, String input, int channels, int stride) {
    String first = graph.rectified(name + "-1", input, 3, stride, channels);
    String second = graph.residual(name + "-2", first, 3, channels);
    String shortcut =
        stride == 1 ? input : graph.normalized(name + "-shortcut", input, 1, stride, channels);
    return graph.rectifiedSum(name, second, shortcut);
  }

  private String bottleneck(
      String name, String input, int channels, int stride, boolean shapeChanges) {
    int outputs = BOTTLENECK_EXPANSION * channels;
    String first = graph.rectified(name + "-1", input, 1, 1, channels);
    String second = graph.rectified(name + "-2", first, 3, stride, channels);
    String third = graph.residual(name + "-3", second, 1, outputs);
    String shortcut =
        shapeChanges ? graph.normalized(name + "-shortcut", input, 1, stride, outputs) : input;
    return graph.rectifiedSum(name, third, shortcut);
  }

  private static String name(int stage, int block) {
    return "stage%s-block%s".formatted(stage, block);
  }

  private static int stride(int stage, int block) {
    return stage > 0 && block == 0 ? 2 : 1;
  }
}
