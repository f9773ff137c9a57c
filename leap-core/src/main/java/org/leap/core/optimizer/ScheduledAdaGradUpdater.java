package org.leap.core.optimizer;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.AdaGrad;

/** One updater block of {@link ScheduledAdaGrad}: ND4J's updater, told the rate of each step. */
final class ScheduledAdaGradUpdater implements GradientUpdater<ScheduledAdaGrad> {
  private final ScheduledAdaGrad config;
  private final AdaGrad rate;
  private final GradientUpdater<?> updater;

  ScheduledAdaGradUpdater(ScheduledAdaGrad config, AdaGrad rate, GradientUpdater<?> updater) {
    this.config = config;
    this.rate = rate;
    this.updater = updater;
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    rate.setLrAndSchedule(config.getLearningRate(iteration, epoch), null);
    updater.applyUpdater(gradient, iteration, epoch);
  }

  @Override
  public ScheduledAdaGrad getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> stateMap, boolean initialize) {
    updater.setState(stateMap, initialize);
  }

  @Override
  public Map<String, INDArray> getState() {
    return updater.getState();
  }

  @Override
  public void setStateViewArray(
      INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
    updater.setStateViewArray(viewArray, gradientShape, gradientOrder, initialize);
  }
}
