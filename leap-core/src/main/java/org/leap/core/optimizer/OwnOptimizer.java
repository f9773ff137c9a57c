package org.leap.core.optimizer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * An optimizer of this library: a learning rate, further settings, and a step of its own on the
 * state that ND4J's nearest optimizer keeps.
 *
 * @param <T> the optimizer
 */
public abstract class OwnOptimizer<T extends OwnOptimizer<T>> implements PortableUpdater {
  private static final long serialVersionUID = 1L;

  private double learningRate;
  private ISchedule learningRateSchedule;

  OwnOptimizer(double learningRate, ISchedule learningRateSchedule) {
    setLrAndSchedule(learningRate, learningRateSchedule);
  }

  /** Settings beside the learning rate, by their names, in a fixed order. */
  abstract List<Map.Entry<String, Double>> settings();

  /** Names of the state. */
  abstract Set<String> stateNames();

  /** Turns a gradient into the update, in place, at the learning rate of this iteration. */
  abstract void step(INDArray gradient, Map<String, INDArray> state, double rate, int iteration);

  static double decay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + " is " + value + ", expected at least 0 and less than 1");
    }
    return value;
  }

  static double epsilon(double value) {
    if (!(value > 0 && value <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "epsilon is " + value + ", expected a finite number above 0");
    }
    return value;
  }

  @Override
  public long stateSize(long numParams) {
    return stateNames().size() * numParams;
  }

  @Override
  public GradientUpdater<T> instantiate(INDArray viewArray, boolean initializeViewArray) {
    return new Block<>(self(), stock().instantiate(viewArray, initializeViewArray));
  }

  @Override
  public GradientUpdater<T> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    checkNames(updaterState);
    Block<T> block = new Block<>(self(), stock().instantiate(updaterState, false));
    block.setState(updaterState, initializeStateArrays);
    return block;
  }

  /** Whether an updater is the step of an optimizer of this library, not something around it. */
  public static boolean isUpdater(GradientUpdater<?> updater) {
    return updater instanceof Block;
  }

  private void checkNames(Map<String, INDArray> state) {
    if (!state.keySet().equals(stateNames())) {
      throw new IllegalStateException(
          "State has keys %s, expected %s".formatted(state.keySet(), stateNames()));
    }
  }

  @SuppressWarnings("unchecked") // T is the optimizer itself.
  private T self() {
    return (T) this;
  }

  private static final class Block<T extends OwnOptimizer<T>> extends WrappingUpdater<T> {
    Block(T config, GradientUpdater<?> state) {
      super(config, state);
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      T optimizer = getConfig();
      optimizer.step(gradient, getState(), optimizer.getLearningRate(iteration, epoch), iteration);
    }

    @Override
    public void setState(Map<String, INDArray> stateMap, boolean initialize) {
      OwnOptimizer<T> optimizer = getConfig();
      optimizer.checkNames(stateMap);
      if (initialize) {
        stateMap.values().forEach(array -> array.assign(0));
      }
      super.setState(stateMap, initialize);
    }
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
  public final void setLrAndSchedule(double lr, ISchedule lrSchedule) {
    if (lrSchedule == null && !(lr >= 0 && lr <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "learning rate is " + lr + ", expected a finite number of at least 0");
    }
    learningRate = lr;
    learningRateSchedule = lrSchedule;
  }

  @Override
  @SuppressWarnings("unchecked") // A copy is of the same class.
  public T clone() {
    try {
      return (T) super.clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof OwnOptimizer<?> that
        && getClass() == that.getClass()
        && Double.compare(learningRate, that.learningRate) == 0
        && Objects.equals(learningRateSchedule, that.learningRateSchedule)
        && settings().equals(that.settings());
  }

  @Override
  public final int hashCode() {
    return Objects.hash(learningRate, learningRateSchedule, settings());
  }

  @Override
  public final String toString() {
    StringBuilder text = new StringBuilder(getClass().getSimpleName());
    text.append("(learningRate=").append(learningRate);
    text.append(", learningRateSchedule=").append(learningRateSchedule);
    settings().forEach(setting -> text.append(", ").append(setting));
    return text.append(')').toString();
  }
}
