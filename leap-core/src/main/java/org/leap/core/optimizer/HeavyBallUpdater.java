package org.leap.core.optimizer;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** The velocity of one updater block. */
final class HeavyBallUpdater implements GradientUpdater<HeavyBall> {
  private static final String VELOCITY = "V";

  private final HeavyBall config;
  private INDArray velocity;

  HeavyBallUpdater(HeavyBall config) {
    this.config = config;
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    if (velocity == null) {
      throw new IllegalStateException(
          "The updater has no state array: call setStateViewArray or setState first");
    }
    INDArray update = gradient.reshape(velocity.shape());
    // Not axpy: whether BLAS fuses the product and the sum depends on the processor.
    velocity.muli(config.momentum()).addi(update);
    velocity.muli(config.getLearningRate(iteration, epoch), update);
  }

  @Override
  public HeavyBall getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> stateMap, boolean initialize) {
    if (stateMap.size() != 1 || !stateMap.containsKey(VELOCITY)) {
      throw new IllegalStateException(
          "State has keys %s, expected [%s]".formatted(stateMap.keySet(), VELOCITY));
    }
    velocity = stateMap.get(VELOCITY);
    if (initialize) {
      velocity.assign(0);
    }
  }

  @Override
  public Map<String, INDArray> getState() {
    return Map.of(VELOCITY, velocity);
  }

  @Override
  public void setStateViewArray(
      INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
    if (initialize) {
      viewArray.assign(0);
    }
    velocity = viewArray.reshape(gradientOrder, gradientShape);
  }
}
