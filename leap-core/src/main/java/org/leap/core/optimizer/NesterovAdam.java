package org.leap.core.optimizer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.NadamUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Nadam (Dozat 2016): Adam with Nesterov's momentum, update {@code eta (beta1 m / (1 - beta1^t) +
 * (1 - beta1) g / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)}. ND4J's own {@code Nadam}
 * forgets to correct v, which makes its first steps 30 times as long. State: two values per
 * parameter, v and m, 0 at first.
 */
public final class NesterovAdam extends OwnOptimizer<NesterovAdam> {
  private static final long serialVersionUID = 1L;

  private final double beta1;
  private final double beta2;
  private final double epsilon;

  /**
   * With a constant learning rate.
   *
   * @throws IllegalArgumentException if the learning rate is not a finite number of at least 0, a
   *     beta not in [0, 1), or epsilon not above 0
   */
  public NesterovAdam(double learningRate, double beta1, double beta2, double epsilon) {
    this(learningRate, null, beta1, beta2, epsilon);
  }

  /**
   * With a learning rate schedule.
   *
   * @throws IllegalArgumentException if a beta is not in [0, 1), or epsilon not above 0
   */
  public NesterovAdam(ISchedule learningRateSchedule, double beta1, double beta2, double epsilon) {
    this(
        Double.NaN,
        requireNonNull(learningRateSchedule, "learningRateSchedule is null"),
        beta1,
        beta2,
        epsilon);
  }

  @JsonCreator
  private NesterovAdam(
      @JsonProperty("learningRate") double learningRate,
      @JsonProperty("learningRateSchedule") ISchedule learningRateSchedule,
      @JsonProperty(value = "beta1", required = true) double beta1,
      @JsonProperty(value = "beta2", required = true) double beta2,
      @JsonProperty(value = "epsilon", required = true) double epsilon) {
    super(learningRate, learningRateSchedule);
    this.beta1 = decay("beta1", beta1);
    this.beta2 = decay("beta2", beta2);
    this.epsilon = epsilon(epsilon);
  }

  /** Decay of the mean of the gradient. */
  public double beta1() {
    return beta1;
  }

  /** Decay of the mean of the squared gradient. */
  public double beta2() {
    return beta2;
  }

  /** What is added to the denominator. */
  public double epsilon() {
    return epsilon;
  }

  @Override
  public Nadam stock() {
    return new Nadam(getLearningRate(0, 0), beta1, beta2, epsilon);
  }

  @Override
  List<Map.Entry<String, Double>> settings() {
    return List.of(
        Map.entry("beta1", beta1), Map.entry("beta2", beta2), Map.entry("epsilon", epsilon));
  }

  @Override
  Set<String> stateNames() {
    return Set.of(NadamUpdater.V_STATE, NadamUpdater.M_STATE);
  }

  @Override
  void step(INDArray gradient, Map<String, INDArray> state, double rate, int iteration) {
    INDArray v = state.get(NadamUpdater.V_STATE);
    INDArray m = state.get(NadamUpdater.M_STATE);
    // The correction goes into the rate: sqrt(v) then stands where sqrt(v / (1 - beta2^t)) does,
    // with an epsilon as much smaller, which is the form that ND4J's Adam has too.
    double correction = Math.sqrt(1 - StrictMath.pow(beta2, iteration + 1.0));
    Nd4j.exec(
        new org.nd4j.linalg.api.ops.impl.updaters.NadamUpdater(
            gradient.reshape(v.shape()),
            v,
            m,
            rate * correction,
            beta1,
            beta2,
            epsilon,
            iteration));
  }

  @Override
  public NesterovAdam clone() {
    return super.clone();
  }
}
