package org.leap.core.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Graph attention of Velickovic et al. (ICLR 2018). Each of the heads weighs a node i and its
 * neighbours j by {@code softmax over j of LeakyReLU(own . z(i) + other . z(j))}, with {@code z = X
 * W} cut into one part a head, {@code own} and {@code other} a vector a head and slope 0.2 below 0,
 * and sums z with these weights. Heads are concatenated or averaged, then bias and activation
 * follow.
 */
public final class GraphAttention extends NodeLayer {
  private static final long serialVersionUID = 1L;
  static final String OWN = "own";
  static final String OTHER = "other";

  private int heads = 1;
  private boolean averaged;
  private double attentionDropout;

  /** For JSON only. */
  public GraphAttention() {}

  private GraphAttention(Builder builder) {
    super(builder);
    heads = builder.heads;
    averaged = builder.averaged;
    attentionDropout = builder.attentionDropout;
    if (heads < 1 || (!averaged && getNOut() % heads != 0)) {
      throw new IllegalArgumentException(
          "%s outputs cannot be shared by %s heads".formatted(getNOut(), heads));
    }
    if (!(attentionDropout >= 0 && attentionDropout < 1)) {
      throw new IllegalArgumentException(
          "attention dropout is " + attentionDropout + ", expected at least 0 and less than 1");
    }
  }

  /** Independent attentions, at least 1. */
  public int getHeads() {
    return heads;
  }

  /** Sets the number of independent attentions, at least 1; for JSON, programs use the builder. */
  public void setHeads(int heads) {
    this.heads = heads;
  }

  /** Whether the heads are averaged rather than concatenated. */
  public boolean isAveraged() {
    return averaged;
  }

  /** Sets whether the heads are averaged; for JSON, programs use the builder. */
  public void setAveraged(boolean averaged) {
    this.averaged = averaged;
  }

  /** Probability in [0, 1) that a weight is dropped in training; the others are raised. */
  public double getAttentionDropout() {
    return attentionDropout;
  }

  /** Sets the dropout of attention weights, in [0, 1); for JSON, programs use the builder. */
  public void setAttentionDropout(double attentionDropout) {
    this.attentionDropout = attentionDropout;
  }

  @Override
  List<Object> settings() {
    return List.of(super.settings(), heads, averaged, attentionDropout);
  }

  /** Outputs of one head. */
  int headWidth() {
    return Math.toIntExact(averaged ? getNOut() : getNOut() / heads);
  }

  @Override
  int width() {
    return Math.multiplyExact(heads, headWidth());
  }

  @Override
  Map<String, long[]> weights() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(NodeParameters.WEIGHT, new long[] {getNIn(), width()});
    shapes.put(OWN, new long[] {heads, headWidth()});
    shapes.put(OTHER, new long[] {heads, headWidth()});
    return shapes;
  }

  @Override
  NodeLayerPass<?> pass(NeuralNetConfiguration conf, DataType type) {
    return new Pass(conf, type);
  }

  /** Builder of a graph attention layer. */
  @SuppressWarnings("unchecked") // The signature of DL4J's build().
  public static final class Builder extends NodeLayer.Builder<Builder> {
    private int heads = 1;
    private boolean averaged;
    private double attentionDropout;

    /** Independent attentions, at least 1; by default 1. */
    public Builder heads(int count) {
      heads = count;
      return this;
    }

    /** Averages the heads instead of concatenating them. */
    public Builder averaged(boolean average) {
      averaged = average;
      return this;
    }

    /** Probability in [0, 1) that a weight is dropped in training. */
    public Builder attentionDropout(double probability) {
      attentionDropout = probability;
      return this;
    }

    @Override
    public GraphAttention build() {
      return new GraphAttention(this);
    }
  }

  private static final class Pass extends NodeLayerPass<GraphAttention> {
    private static final long serialVersionUID = 1L;
    private transient AttentionHeads attention;

    Pass(NeuralNetConfiguration conf, DataType type) {
      super(conf, type);
    }

    @Override
    double[] propagate(double[] projected, boolean training) {
      GraphAttention layer = layerConf();
      AttentionHeads forward =
          new AttentionHeads(graph(), layer, projected, parameter(OWN), parameter(OTHER), training);
      attention = training ? forward : null;
      double[] sums = forward.sums();
      return layer.isAveraged() ? mean(sums, false) : sums;
    }

    /** The mean of all heads, or back from the gradient by it. */
    private double[] mean(double[] from, boolean back) {
      int heads = layerConf().getHeads();
      int width = layerConf().headWidth();
      double[] to = new double[back ? from.length * heads : from.length / heads];
      for (int part = 0; part * width < Math.max(from.length, to.length); part++) {
        int own = part * width;
        int shared = part / heads * width;
        Rows.addScaled(1.0 / heads, from, back ? shared : own, to, back ? own : shared, width);
      }
      return to;
    }

    @Override
    double[] backpropagate(double[] delta, Gradient gradient) {
      double[] byProjected =
          attention.backward(layerConf().isAveraged() ? mean(delta, true) : delta);
      store(OWN, attention.byOwn, gradient);
      store(OTHER, attention.byOther, gradient);
      attention = null;
      return byProjected;
    }

    @Override
    public void clear() {
      attention = null;
      super.clear();
    }
  }
}
