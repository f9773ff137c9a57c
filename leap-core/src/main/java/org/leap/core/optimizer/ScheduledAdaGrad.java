package org.leap.core.optimizer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.AdaGradUpdater;
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
public final class ScheduledAdaGrad extends OwnOptimizer<ScheduledAdaGrad> {
  private static final long serialVersionUID = 1L;

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
    super(learningRate, learningRateSchedule);
    this.epsilon = epsilon(epsilon);
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
  List<Map.Entry<String, Double>> settings() {
    return List.of(Map.entry("epsilon", epsilon));
  }

  @Override
  Set<String> stateNames() {
    return Set.of(AdaGradUpdater.GRAD_STATE);
  }

  @Override
  void step(INDArray gradient, Map<String, INDArray> state, double rate, int iteration) {
    INDArray sum = state.get(AdaGradUpdater.GRAD_STATE);
    Nd4j.exec(
        new org.nd4j.linalg.api.ops.impl.updaters.AdaGradUpdater(
            gradient.reshape(sum.shape()), sum, rate, epsilon));
  }

  @Override
  public ScheduledAdaGrad clone() {
    return super.clone();
  }
}
