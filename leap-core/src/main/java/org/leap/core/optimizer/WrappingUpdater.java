package org.leap.core.optimizer;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * An updater of one block of parameters whose state another one keeps.
 *
 * @param <C> its configuration
 */
public abstract class WrappingUpdater<C extends IUpdater> implements GradientUpdater<C> {
  private final C config;
  private GradientUpdater<?> wrapped;

  /** Of this configuration, around that updater. */
  protected WrappingUpdater(C config, GradientUpdater<?> wrapped) {
    this.config = config;
    this.wrapped = wrapped;
  }

  /** What keeps the state. */
  protected final GradientUpdater<?> wrapped() {
    return wrapped;
  }

  /** Goes on with another one that keeps the same state. */
  protected final void wrap(GradientUpdater<?> other) {
    wrapped = other;
  }

  @Override
  public final C getConfig() {
    return config;
  }

  @Override
  public void setState(Map<String, INDArray> stateMap, boolean initialize) {
    wrapped.setState(stateMap, initialize);
  }

  @Override
  public final Map<String, INDArray> getState() {
    return wrapped.getState();
  }

  @Override
  public final void setStateViewArray(
      INDArray viewArray, long[] gradientShape, char gradientOrder, boolean initialize) {
    wrapped.setStateViewArray(viewArray, gradientShape, gradientOrder, initialize);
  }
}
