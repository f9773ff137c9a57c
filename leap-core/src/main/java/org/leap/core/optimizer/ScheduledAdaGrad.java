package org.leap.core.optimizer;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * AdaGrad (Duchi et al. 2011): update {@code eta g / (sqrt(sum of squared g) + epsilon)}. ND4J's
 * own {@code AdaGrad} forgets its schedule when it is cloned, which DL4J does for every layer.
 * State: one value per parameter, as ND4J keeps it.
 */
public final class ScheduledAdaGrad implements PortableUpdater {
  private static final long serialVersionUID = 1L;

  private double learningRate;
  private ISchedule learningRateSchedule;
  private final double epsilon;

  /**
   * With a constant learning rate.
   *
   * @throws IllegalArgumentException if the learning rate is not a finite number of at least 0, or
   *     epsilon not above 0
   */
  public ScheduledAdaGrad(double learningRate, double epsilon) {
    this(learningRate, null, epsilon);
  }

  /**
   * With a learning rate schedule.
   *
   * @throws IllegalArgumentException if epsilon is not above 0
   */
  public ScheduledAdaGrad(ISchedule learningRateSchedule, double epsilon) {
    this(Double.NaN, requireNonNull(learningRateSchedule, "learningRateSchedule is null"), epsilon);
  }

  @JsonCreator
  private ScheduledAdaGrad(
      @JsonProperty("learningRate") double learningRate,
      @JsonProperty("learningRateSchedule") ISchedule learningRateSchedule,
      @JsonProperty(value = "epsilon", required = true) double epsilon) {
    setLrAndSchedule(learningRate, learningRateSchedule);
    if (!(epsilon > 0 && epsilon <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "epsilon is " + epsilon + ", expected a finite number above 0");
    }
    this.epsilon = epsilon;
  }

  /** What is added to the denominator. */
  public double epsilon() {
    return epsilon;
  }

  @Override
  public IUpdater stock() {
    return new AdaGrad(getLearningRate(0, 0), epsilon);
  }

  @Override
  public long stateSize(long numParams) {
    return stock().stateSize(numParams);
  }

  @Override
  public GradientUpdater<ScheduledAdaGrad> instantiate(
      INDArray viewArray, boolean initializeViewArray) {
    AdaGrad rate = new AdaGrad(1, epsilon);
    return new ScheduledAdaGradUpdater(
        this, rate, rate.instantiate(viewArray, initializeViewArray));
  }

  @Override
  public GradientUpdater<ScheduledAdaGrad> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    AdaGrad rate = new AdaGrad(1, epsilon);
    return new ScheduledAdaGradUpdater(
        this, rate, rate.instantiate(updaterState, initializeStateArrays));
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
  public ScheduledAdaGrad clone() {
    return new ScheduledAdaGrad(learningRate, learningRateSchedule, epsilon);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScheduledAdaGrad that
        && Double.compare(learningRate, that.learningRate) == 0
        && Objects.equals(learningRateSchedule, that.learningRateSchedule)
        && epsilon == that.epsilon;
  }

  @Override
  public int hashCode() {
    return Objects.hash(learningRate, learningRateSchedule, epsilon);
  }

  @Override
  public String toString() {
    return "ScheduledAdaGrad(learningRate=%s, learningRateSchedule=%s, epsilon=%s)"
        .formatted(learningRate, learningRateSchedule, epsilon);
  }
}
