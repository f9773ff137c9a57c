package org.leap.core;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * An updater whose bias correction counts from the step at which its state was zero, while its
 * learning rate follows the network's step.
 */
final class RestartedUpdater implements GradientUpdater<IUpdater> {
  private final GradientUpdater<?> wrapped;
  private final BiasCorrection correction;
  private int start;

  private RestartedUpdater(GradientUpdater<?> wrapped, BiasCorrection correction) {
    this.wrapped = wrapped;
    this.correction = correction;
  }

  /** The updater itself where it has nothing that counts. */
  static GradientUpdater<?> at(int start, GradientUpdater<?> updater) {
    if (updater instanceof RestartedUpdater restarted) {
      restarted.start = start;
      return restarted;
    }
    return BiasCorrection.of(updater.getConfig())
        .<GradientUpdater<?>>map(correction -> at(start, new RestartedUpdater(updater, correction)))
        .orElse(updater);
  }

  @Override
  public void applyUpdater(INDArray gradient, int iteration, int epoch) {
    wrapped.applyUpdater(gradient, iteration, epoch);
    if (start > 0) {
      // Updates are proportional to the correction, as they are to the learning rate.
      gradient.muli(correction.ratio(iteration, start));
    }
  }

  @Override
  public IUpdater getConfig() {
    return wrapped.getConfig();
  }

  @Override
  public void setState(Map<String, INDArray> stateMap, boolean initialize) {
    wrapped.setState(stateMap, initialize);
  }

  @Override
  public Map<String, INDArray> getState() {
    return wrapped.getState();
  }

  @Override
  public void setStateViewArray(
      INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
    wrapped.setStateViewArray(viewArray, gradientShape, gradientOrder, initialize);
  }
}
