package org.leap.core.optimizer;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.NadamUpdater;

/** The two means of one updater block, kept by ND4J's updater. */
final class NesterovAdamUpdater implements GradientUpdater<NesterovAdam> {
  private final NesterovAdam config;
  private final GradientUpdater<?> state;

  NesterovAdamUpdater(NesterovAdam config, GradientUpdater<?> state) {
    this.config = config;
    this.state = state;
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    INDArray v = getState().get(NadamUpdater.V_STATE);
    INDArray m = getState().get(NadamUpdater.M_STATE);
    // The correction goes into the rate: sqrt(v) then stands where sqrt(v / (1 - beta2^t)) does,
    // with an epsilon as much smaller, which is the form that ND4J's Adam has too.
    double correction = Math.sqrt(1 - StrictMath.pow(config.beta2(), iteration + 1.0));
    Nd4j.exec(
        new org.nd4j.linalg.api.ops.impl.updaters.NadamUpdater(
            gradient.reshape(v.shape()),
            v,
            m,
            config.getLearningRate(iteration, epoch) * correction,
            config.beta1(),
            config.beta2(),
            config.epsilon(),
            iteration));
  }

  @Override
  public NesterovAdam getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> stateMap, boolean initialize) {
    state.setState(stateMap, initialize);
  }

  @Override
  public Map<String, INDArray> getState() {
    return state.getState();
  }

  @Override
  public void setStateViewArray(
      INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
    state.setStateViewArray(viewArray, gradientShape, gradientOrder, initialize);
  }
}
