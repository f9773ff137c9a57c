package org.leap.spark.engine;

import java.io.Serializable;
import java.util.function.IntToDoubleFunction;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;

/**
 * How many local steps lie between two averages. A pure function of the step that a round begins
 * with and of the learning rate there, so that a run that goes on from the end of a round has the
 * same rounds as one that never stopped. Rounds end with their epoch, whatever the frequency.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "name")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AveragingFrequency.Constant.class, name = "constant"),
  @JsonSubTypes.Type(value = AveragingFrequency.Quadratic.class, name = "quadratic"),
  @JsonSubTypes.Type(value = AveragingFrequency.PostLocal.class, name = "post-local")
})
public sealed interface AveragingFrequency extends Serializable {
  /**
   * Local steps of the round that begins with a step, at least 1.
   *
   * @param step local steps since the network was new
   * @param rate the learning rate at such a step
   */
  int steps(int step, IntToDoubleFunction rate);

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", expected at least 1");
    }
  }

  /**
   * The same for all rounds.
   *
   * @param steps at least 1
   */
  record Constant(@JsonProperty(required = true) int steps) implements AveragingFrequency {
    public Constant {
      requirePositive("averaging frequency", steps);
    }

    @Override
    public int steps(int step, IntToDoubleFunction rate) {
      return steps;
    }
  }

  /**
   * The quadratic synchronization rule: {@code max(start, floor((alpha / rate)^2))} local steps, by
   * the rate that the round begins with (Gu et al. 2024, arXiv 2310.14423). While the rate warms up
   * it is the rate at the end of the warmup that counts, as there. A rate of 0 makes a round as
   * long as its epoch allows.
   *
   * @param start local steps of the shortest rounds, at least 1
   * @param alpha the rate, times the root of {@code start}, at which rounds begin to grow; above 0
   * @param warmup local steps in which the rate rises to what counts until then, 0 for none
   */
  record Quadratic(
      @JsonProperty(required = true) int start,
      @JsonProperty(required = true) double alpha,
      @JsonProperty(required = true) int warmup)
      implements AveragingFrequency {
    public Quadratic {
      requirePositive("start of the quadratic rule", start);
      if (!(alpha > 0 && alpha < Double.POSITIVE_INFINITY) || warmup < 0) {
        throw new IllegalArgumentException(
            "alpha of the quadratic rule is %s and its warmup %s, expected above 0 and at least 0"
                .formatted(alpha, warmup));
      }
    }

    @Override
    public int steps(int step, IntToDoubleFunction rate) {
      double ratio = alpha / rate.applyAsDouble(Math.max(step, warmup));
      double steps = Math.floor(ratio * ratio);
      // The conversion ends at the largest int; of a rate that is not a number, no step is more.
      return steps > start ? (int) steps : start;
    }
  }

  /**
   * Post-local averaging: after every step first, and later after every {@code then} (Lin et al.
   * 2020, arXiv 1808.07217).
   *
   * @param from the step at which longer rounds begin, at least 0
   * @param then local steps of these, at least 1
   */
  record PostLocal(@JsonProperty(required = true) int from, @JsonProperty(required = true) int then)
      implements AveragingFrequency {
    public PostLocal {
      requirePositive("averaging frequency of post-local averaging", then);
      if (from < 0) {
        throw new IllegalArgumentException(
            "post-local averaging begins at step " + from + ", expected at least 0");
      }
    }

    @Override
    public int steps(int step, IntToDoubleFunction rate) {
      return step < from ? 1 : then;
    }
  }
}
