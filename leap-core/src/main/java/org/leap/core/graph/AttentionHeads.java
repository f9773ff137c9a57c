package org.leap.core.graph;

/**
 * The attention of {@link GraphAttention}. A node's weights lie one after the other: first its own,
 * then its neighbours' in their order, for each of them one a head.
 */
final class AttentionHeads {
  private static final double SLOPE = 0.2;

  private final NodeGraph graph;
  private final int heads;
  private final int width;
  private final double[] z;
  private final double[] own;
  private final double[] other;
  private final double[] ownScores;
  private final double[] otherScores;
  private final double[] weights;
  private final double[] factors;

  /** After {@link #backward}: gradients by {@code own} and {@code other}. */
  final double[] byOwn;

  final double[] byOther;

  /** With z {@code [nodes, heads * width]}, own and other {@code [heads, width]}. */
  AttentionHeads(
      NodeGraph graph,
      GraphAttention layer,
      double[] z,
      double[] own,
      double[] other,
      boolean training) {
    this.graph = graph;
    heads = layer.getHeads();
    width = layer.headWidth();
    this.z = z;
    this.own = own;
    this.other = other;
    byOwn = new double[own.length];
    byOther = new double[other.length];
    ownScores = scores(own);
    otherScores = scores(other);
    int places = Math.addExact(graph.neighbours().length, graph.nodes());
    weights = new double[Math.multiplyExact(places, heads)];
    factors = Projection.dropout(weights.length, training ? layer.getAttentionDropout() : 0);
    for (int node = 0; node < graph.nodes(); node++) {
      weigh(node);
    }
  }

  /** {@code [nodes, heads]}: dot products of a head's vector and its part of z. */
  private double[] scores(double[] vectors) {
    double[] scores = new double[z.length / width];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = Rows.dot(z, i * width, vectors, i % heads * width, width);
    }
    return scores;
  }

  /** Where a node's weights start. */
  private int first(int node) {
    return (graph.starts()[node] + node) * heads;
  }

  private int degree(int node) {
    return graph.degree(node) + 1;
  }

  /** The node itself, then its neighbours. */
  private int member(int node, int place) {
    return place == 0 ? node : graph.neighbours()[graph.starts()[node] + place - 1];
  }

  private void weigh(int node) {
    int first = first(node);
    int degree = degree(node);
    for (int head = 0; head < heads; head++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int place = 0; place < degree; place++) {
        double score = score(node, member(node, place), head);
        double leaky = score > 0 ? score : SLOPE * score;
        weights[first + place * heads + head] = leaky;
        largest = Math.max(largest, leaky);
      }
      double sum = 0;
      for (int i = first + head; i < first + degree * heads; i += heads) {
        weights[i] = Math.exp(weights[i] - largest);
        sum += weights[i];
      }
      for (int i = first + head; i < first + degree * heads; i += heads) {
        weights[i] /= sum;
      }
    }
  }

  private double score(int node, int member, int head) {
    return ownScores[node * heads + head] + otherScores[member * heads + head];
  }

  /** {@code [nodes, heads * width]}. */
  double[] sums() {
    double[] sums = new double[z.length];
    for (int node = 0; node < graph.nodes(); node++) {
      int at = first(node);
      for (int place = 0; place < degree(node); place++) {
        int source = member(node, place) * heads * width;
        int target = node * heads * width;
        for (int head = 0; head < heads; head++, at++) {
          double weight = factors == null ? weights[at] : weights[at] * factors[at];
          if (weight != 0) {
            Rows.addScaled(weight, z, source + head * width, sums, target + head * width, width);
          }
        }
      }
    }
    return sums;
  }

  /** The gradient by z, from that by the sums, shaped alike. To be called once. */
  double[] backward(double[] delta) {
    double[] byZ = new double[z.length];
    double[] byOwnScore = new double[ownScores.length];
    double[] byOtherScore = new double[otherScores.length];
    double[] byWeight = new double[weights.length];
    for (int node = 0; node < graph.nodes(); node++) {
      throughSums(node, delta, byZ, byWeight);
      throughWeights(node, byWeight, byOwnScore, byOtherScore);
    }
    for (int i = 0; i < byOwnScore.length; i++) {
      int vector = i % heads * width;
      Rows.addScaled(byOwnScore[i], own, vector, byZ, i * width, width);
      Rows.addScaled(byOtherScore[i], other, vector, byZ, i * width, width);
      Rows.addScaled(byOwnScore[i], z, i * width, byOwn, vector, width);
      Rows.addScaled(byOtherScore[i], z, i * width, byOther, vector, width);
    }
    return byZ;
  }

  private void throughSums(int node, double[] delta, double[] byZ, double[] byWeight) {
    int at = first(node);
    for (int place = 0; place < degree(node); place++) {
      int source = member(node, place) * heads * width;
      int target = node * heads * width;
      for (int head = 0; head < heads; head++, at++) {
        double factor = factors == null ? 1 : factors[at];
        if (factor != 0) {
          int from = source + head * width;
          int to = target + head * width;
          Rows.addScaled(factor * weights[at], delta, to, byZ, from, width);
          byWeight[at] = factor * Rows.dot(delta, to, z, from, width);
        }
      }
    }
  }

  private void throughWeights(
      int node, double[] byWeight, double[] byOwnScore, double[] byOtherScore) {
    int first = first(node);
    int degree = degree(node);
    for (int head = 0; head < heads; head++) {
      double mean = 0;
      for (int i = first + head; i < first + degree * heads; i += heads) {
        mean += weights[i] * byWeight[i];
      }
      for (int place = 0; place < degree; place++) {
        int i = first + place * heads + head;
        int member = member(node, place);
        double slope = score(node, member, head) > 0 ? 1 : SLOPE;
        double byScore = slope * weights[i] * (byWeight[i] - mean);
        byOwnScore[node * heads + head] += byScore;
        byOtherScore[member * heads + head] += byScore;
      }
    }
  }
}
