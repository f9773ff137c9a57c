package org.leap.core.optimizer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.NesterovsUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Gradient descent with heavy-ball momentum (Polyak 1964): {@code v = mu v + g}, update {@code eta
 * v}. Unlike ND4J's {@code Nesterovs}, the velocity does not hold the learning rate, so a new rate
 * scales the whole step at once. State: one value per parameter, the velocity, 0 at first.
 */
public final class HeavyBall extends OwnOptimizer<HeavyBall> {
  private static final long serialVersionUID = 1L;

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
    super(learningRate, learningRateSchedule);
    this.momentum = decay("momentum", momentum);
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
  List<Map.Entry<String, Double>> settings() {
    return List.of(Map.entry("momentum", momentum));
  }

  @Override
  Set<String> stateNames() {
    return Set.of(NesterovsUpdater.V_STATE);
  }

  @Override
  void step(INDArray gradient, Map<String, INDArray> state, double rate, int iteration) {
    INDArray velocity = state.get(NesterovsUpdater.V_STATE);
    INDArray update = gradient.reshape(velocity.shape());
    // Not axpy: whether BLAS fuses the product and the sum depends on the processor.
    velocity.muli(momentum).addi(update);
    velocity.muli(rate, update);
  }

  @Override
  public HeavyBall clone() {
    return super.clone();
  }
}
