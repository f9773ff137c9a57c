package org.leap.core.optimizer;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Gradient descent with heavy-ball momentum (Polyak 1964): {@code v = mu v + g}, update {@code eta
 * v}. Unlike ND4J's {@code Nesterovs}, the velocity does not hold the learning rate, so a new rate
 * scales the whole step at once. State: one value per parameter, the velocity, 0 at first.
 */
public final class HeavyBall implements PortableUpdater {
  private static final long serialVersionUID = 1L;

  private double learningRate;
  private ISchedule learningRateSchedule;
  private final double momentum;

  /**
   * With a constant learning rate.
   *
   * @throws IllegalArgumentException if the learning rate is not a finite number of at least 0, or
   *     momentum not in [0, 1)
   */
  public HeavyBall(double learningRate, double momentum) {
    this(learningRate, null, momentum);
  }

  /**
   * With a learning rate schedule.
   *
   * @throws IllegalArgumentException if momentum is not in [0, 1)
   */
  public HeavyBall(ISchedule learningRateSchedule, double momentum) {
    this(
        Double.NaN, requireNonNull(learningRateSchedule, "learningRateSchedule is null"), momentum);
  }

  @JsonCreator
  private HeavyBall(
      @JsonProperty("learningRate") double learningRate,
      @JsonProperty("learningRateSchedule") ISchedule learningRateSchedule,
      @JsonProperty(value = "momentum", required = true) double momentum) {
    setLrAndSchedule(learningRate, learningRateSchedule);
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum is " + momentum + ", expected at least 0 and less than 1");
    }
    this.momentum = momentum;
  }

  /** The momentum mu. */
  public double momentum() {
    return momentum;
  }

  @Override
  public Nesterovs stock() {
    return new Nesterovs(getLearningRate(0, 0), momentum);
  }

  @Override
  public long stateSize(long numParams) {
    return numParams;
  }

  @Override
  public GradientUpdater<HeavyBall> instantiate(INDArray viewArray, boolean initializeViewArray) {
    var updater = new HeavyBallUpdater(this);
    updater.setStateViewArray(
        viewArray, new long[] {viewArray.length()}, viewArray.ordering(), initializeViewArray);
    return updater;
  }

  @Override
  public GradientUpdater<HeavyBall> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    var updater = new HeavyBallUpdater(this);
    updater.setState(updaterState, initializeStateArrays);
    return updater;
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
  public HeavyBall clone() {
    return new HeavyBall(learningRate, learningRateSchedule, momentum);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HeavyBall that
        && Double.compare(learningRate, that.learningRate) == 0
        && Objects.equals(learningRateSchedule, that.learningRateSchedule)
        && momentum == that.momentum;
  }

  @Override
  public int hashCode() {
    return Objects.hash(learningRate, learningRateSchedule, momentum);
  }

  @Override
  public String toString() {
    return "HeavyBall(learningRate=%s, learningRateSchedule=%s, momentum=%s)"
        .formatted(learningRate, learningRateSchedule, momentum);
  }
}
