package org.leap.core.optimizer;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
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
public final class NesterovAdam implements PortableUpdater {
  private static final long serialVersionUID = 1L;

  private double learningRate;
  private ISchedule learningRateSchedule;
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
    setLrAndSchedule(learningRate, learningRateSchedule);
    this.beta1 = decay("beta1", beta1);
    this.beta2 = decay("beta2", beta2);
    if (!(epsilon > 0 && epsilon <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "epsilon is " + epsilon + ", expected a finite number above 0");
    }
    this.epsilon = epsilon;
  }

  private static double decay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected at least 0 and less than 1");
    }
    return value;
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
  public long stateSize(long numParams) {
    return 2 * numParams;
  }

  @Override
  public GradientUpdater<NesterovAdam> instantiate(
      INDArray viewArray, boolean initializeViewArray) {
    return new NesterovAdamUpdater(this, stock().instantiate(viewArray, initializeViewArray));
  }

  @Override
  public GradientUpdater<NesterovAdam> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    return new NesterovAdamUpdater(this, stock().instantiate(updaterState, initializeStateArrays));
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return learningRateSchedule == null
        ? learningRate
        : learningRateSchedule.valueAt(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return true;
  }

  @Override
  public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
    if (lrSchedule == null && !(lr >= 0 && lr <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "learning rate is " + lr + ", expected a finite number of at least 0");
    }
    learningRate = lr;
    learningRateSchedule = lrSchedule;
  }

  @Override
  public NesterovAdam clone() {
    return new NesterovAdam(learningRate, learningRateSchedule, beta1, beta2, epsilon);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NesterovAdam that
        && Double.compare(learningRate, that.learningRate) == 0
        && Objects.equals(learningRateSchedule, that.learningRateSchedule)
        && beta1 == that.beta1
        && beta2 == that.beta2
        && epsilon == that.epsilon;
  }

  @Override
  public int hashCode() {
    return Objects.hash(learningRate, learningRateSchedule, beta1, beta2, epsilon);
  }

  @Override
  public String toString() {
    return "NesterovAdam(learningRate=%s, learningRateSchedule=%s, beta1=%s, beta2=%s, epsilon=%s)"
        .formatted(learningRate, learningRateSchedule, beta1, beta2, epsilon);
  }
}
