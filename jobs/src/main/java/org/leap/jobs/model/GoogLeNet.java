package org.leap.jobs.model;

/**
 * GoogLeNet (Szegedy et al. 2015) without its auxiliary classifiers, in the form that is trained
 * today: batch normalization after every convolution (Ioffe and Szegedy 2015) and 3x3 convolutions
 * where the first paper had 5x5. With 1000 classes it has 6.62 million parameters.
 */
final class GoogLeNet {
  private static final int FULL_WIDTH = 64;

  /** Of a module: the 1x1 branch, the 3x3 branch's two, the 5x5 branch's two, the pooled one. */
  private static final int[][][] MODULES = {
    {{64, 96, 128, 16, 32, 32}, {128, 128, 192, 32, 96, 64}},
    {
      {192, 96, 208, 16, 48, 64},
      {160, 112, 224, 24, 64, 64},
      {128, 128, 256, 24, 64, 64},
      {112, 144, 288, 32, 64, 64},
      {256, 160, 320, 32, 128, 128}
    },
    {{256, 160, 320, 32, 128, 128}, {384, 192, 384, 48, 128, 128}}
  };

  private final NetworkGraph graph;
  private final int width;

  /** The width is the channels of the first convolution. */
  GoogLeNet(NetworkGraph graph, int width) {
    this.graph = graph;
    this.width = width;
  }

  /** Adds all layers but the output and returns the last vertex; a small stem keeps the size. */
  String layers(boolean smallStem) {
    String top = stem(smallStem);
    for (int stage = 0; stage < MODULES.length; stage++) {
      String name = "inception" + (stage + 3);
      if (stage > 0) {
        top = graph.pooled(name + "-pool", top, stage == 1 ? 3 : 2, 2);
      }
      for (int module = 0; module < MODULES[stage].length; module++) {
        top = module(name + (char) ('a' + module), top, MODULES[stage][module]);
      }
    }
    return top;
  }

  private String stem(boolean small) {
    String first =
        small
            ? graph.rectified("stem1", NetworkGraph.INPUT, 3, 1, scaled(64))
            : graph.pooled(
                "stem1-pool", graph.rectified("stem1", NetworkGraph.INPUT, 7, 2, scaled(64)), 3, 2);
    String second = graph.rectified("stem2", first, 1, 1, scaled(64));
    String third = graph.rectified("stem3", second, 3, 1, scaled(192));
    return small ? third : graph.pooled("stem3-pool", third, 3, 2);
  }

  private String module(String name, String input, int[] channels) {
    String pooled = graph.pooled(name + "-pool", input, 3, 1);
    return graph.merged(
        name,
        graph.rectified(name + "-1x1", input, 1, 1, scaled(channels[0])),
        branch(name + "-3x3", input, channels[1], channels[2]),
        branch(name + "-5x5", input, channels[3], channels[4]),
        graph.rectified(name + "-pooled", pooled, 1, 1, scaled(channels[5])));
  }

  private String branch(String name, String input, int reduced, int channels) {
    String narrow = graph.rectified(name + "-reduced", input, 1, 1, scaled(reduced));
    return graph.rectified(name, narrow, 3, 1, scaled(channels));
  }

  private int scaled(int channels) {
    return Math.max(1, (int) ((long) channels * width / FULL_WIDTH));
  }
}
