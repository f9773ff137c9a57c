package org.leap.spark.engine;

import java.io.Serializable;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;

/**
 * What the driver makes of a round's average a. The difference {@code d = x - a} from the
 * parameters x that the round began with is taken for a gradient, and the next round begins where
 * an optimizer goes with it. Computed element by element in double precision: how states were
 * averaged and how many threads there are changes no bit.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = OuterOptimizer.None.class, name = "none"),
  @JsonSubTypes.Type(value = OuterOptimizer.Momentum.class, name = "momentum"),
  @JsonSubTypes.Type(value = OuterOptimizer.Adam.class, name = "adam")
})
public sealed interface OuterOptimizer extends Serializable {
  /** Values that it keeps from round to round for so many parameters. */
  int stateSize(int parameters);

  /**
   * The standard deviation, over the mean, of the parameters' move in a round relative to that of
   * the average's, where the gradient stays the same from round to round and the noises of rounds
   * are independent.
   */
  double sigmaFactor();

  /** Whether the next round begins with the average itself. */
  default boolean takesTheAverage() {
    return false;
  }

  /**
   * What is computed for one round.
   *
   * @param state that was kept, which has room for all; it is read only
   */
  Rule rule(float[] state);

  /** The new parameters and state, element by element. */
  @FunctionalInterface
  interface Rule {
    /**
     * Computes the elements from one place, inclusive, to another, exclusive.
     *
     * @param start the parameters that the round began with
     * @param average its average
     * @param next what the next round begins with, to be filled
     * @param kept the new state, to be filled
     */
    void compute(int from, int to, float[] start, float[] average, float[] next, float[] kept);
  }

  /** The one with which the next round begins with the average itself. */
  static OuterOptimizer none() {
    return new None();
  }

  private static void requireRate(double learningRate) {
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the outer learning rate is " + learningRate + ", expected above 0");
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s of the outer optimizer is %s, expected at least 0 and less than 1"
              .formatted(name, value));
    }
  }

  /** No outer optimizer. */
  record None() implements OuterOptimizer {
    @Override
    public int stateSize(int parameters) {
      return 0;
    }

    @Override
    public double sigmaFactor() {
      return 1;
    }

    @Override
    public boolean takesTheAverage() {
      return true;
    }

    @Override
    public Rule rule(float[] state) {
      return (from, to, start, average, next, kept) ->
          System.arraycopy(average, from, next, from, to - from);
    }
  }

  /**
   * With {@code v <- mu v + d}, goes to {@code x - eta v} (SlowMo, Wang et al. 2020, arXiv
   * 1910.00643) or, by Nesterov's rule, to {@code x - eta (d + mu v)} (DiLoCo, Douillard et al.
   * 2023, arXiv 2311.08105). Rate 1 and momentum 0 are the average itself, to the bit.
   *
   * @param learningRate eta, above 0
   * @param momentum mu, in [0, 1)
   */
  record Momentum(
      @JsonProperty(required = true) double learningRate,
      @JsonProperty(required = true) double momentum,
      @JsonProperty(required = true) boolean nesterov)
      implements OuterOptimizer {
    public Momentum {
      requireRate(learningRate);
      requireShare("momentum", momentum);
    }

    @Override
    public int stateSize(int parameters) {
      return momentum == 0 ? 0 : parameters;
    }

    /** Of the weights with which a round's difference comes into this move and all later ones. */
    @Override
    public double sigmaFactor() {
      double later = 1 / (1 - momentum * momentum);
      double squares = nesterov ? Math.pow(1 + momentum, 2) + Math.pow(momentum, 4) * later : later;
      return (1 - momentum) * Math.sqrt(squares);
    }

    @Override
    public boolean takesTheAverage() {
      return learningRate == 1 && momentum == 0;
    }

    /** As what is added to the average, so that nothing is where it is the average. */
    @Override
    public Rule rule(float[] state) {
      double own = 1 - learningRate * (nesterov ? 1 + momentum : 1);
      double before = learningRate * momentum * (nesterov ? momentum : 1);
      return (from, to, start, average, next, kept) -> {
        for (int i = from; i < to; i++) {
          double difference = (double) start[i] - average[i];
          double velocity = momentum == 0 ? 0 : state[i];
          next[i] = (float) (average[i] + own * difference - before * velocity);
          if (momentum != 0) {
            kept[i] = (float) (momentum * velocity + difference);
          }
        }
      };
    }
  }

  /**
   * Adam with bias correction (Reddi et al. 2021, arXiv 2003.00295). Keeps both moments and, last,
   * the number of rounds, which stops where a float cannot count on: the corrections are 1 by then.
   *
   * @param learningRate above 0
   * @param beta1 decay of the mean of the differences, in [0, 1)
   * @param beta2 decay of the mean of their squares, in [0, 1)
   * @param epsilon added to the denominator, above 0
   */
  record Adam(
      @JsonProperty(required = true) double learningRate,
      @JsonProperty(required = true) double beta1,
      @JsonProperty(required = true) double beta2,
      @JsonProperty(required = true) double epsilon)
      implements OuterOptimizer {
    public Adam {
      requireRate(learningRate);
      requireShare("beta1", beta1);
      requireShare("beta2", beta2);
      if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "epsilon of the outer optimizer is " + epsilon + ", expected above 0");
      }
    }

    @Override
    public int stateSize(int parameters) {
      return Math.addExact(Math.multiplyExact(2, parameters), 1);
    }

    /** Denominators change mean and deviation alike. */
    @Override
    public double sigmaFactor() {
      return Math.sqrt((1 - beta1) / (1 + beta1));
    }

    @Override
    public Rule rule(float[] state) {
      float rounds = state[state.length - 1] + 1;
      int n = (state.length - 1) / 2;
      double first = 1 / (1 - StrictMath.pow(beta1, rounds));
      double second = 1 / (1 - StrictMath.pow(beta2, rounds));
      return (from, to, start, average, next, kept) -> {
        for (int i = from; i < to; i++) {
          double difference = (double) start[i] - average[i];
          double mean = beta1 * state[i] + (1 - beta1) * difference;
          double square = beta2 * state[n + i] + (1 - beta2) * difference * difference;
          kept[i] = (float) mean;
          kept[n + i] = (float) square;
          double move = first * mean / (Math.sqrt(second * square) + epsilon);
          next[i] = (float) (start[i] - learningRate * move);
        }
        if (to == n) {
          kept[2 * n] = rounds;
        }
      };
    }
  }
}
