package org.leap.jobs.bench;

import java.util.Map;
import org.leap.core.optimizer.WrappingUpdater;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * LEAP as one would write it with ND4J alone: {@code randn} and {@code muli} on the update. The
 * peer to measure against, not to train with: its noise depends on layout and order of calls.
 */
final class NaiveLeap implements IUpdater {
  private static final long serialVersionUID = 1L;

  private final IUpdater updater;
  private final float sigma;

  @JsonCreator
  NaiveLeap(@JsonProperty("updater") IUpdater updater, @JsonProperty("sigma") float sigma) {
    this.updater = updater;
    this.sigma = sigma;
  }

  static void perturb(INDArray update, float sigma) {
    // Closed at once where it is no array of a workspace: the collector would come too late.
    INDArray factors = Nd4j.randn(update.dataType(), update.shape()).muli(sigma).addi(1);
    update.muli(factors);
    if (factors.closeable()) {
      factors.close();
    }
  }

  @JsonProperty
  IUpdater updater() {
    return updater;
  }

  @JsonProperty
  float sigma() {
    return sigma;
  }

  @Override
  public long stateSize(long numParams) {
    return updater.stateSize(numParams);
  }

  @Override
  public GradientUpdater<NaiveLeap> instantiate(INDArray viewArray, boolean initializeViewArray) {
    return new Perturbed(this, updater.instantiate(viewArray, initializeViewArray));
  }

  @Override
  public GradientUpdater<NaiveLeap> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    return new Perturbed(this, updater.instantiate(updaterState, initializeStateArrays));
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return updater.getLearningRate(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return updater.hasLearningRate();
  }

  @Override
  public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
    updater.setLrAndSchedule(lr, lrSchedule);
  }

  @Override
  public NaiveLeap clone() {
    return new NaiveLeap(updater.clone(), sigma);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NaiveLeap that && updater.equals(that.updater) && sigma == that.sigma;
  }

  @Override
  public int hashCode() {
    return updater.hashCode();
  }

  private static final class Perturbed extends WrappingUpdater<NaiveLeap> {
    Perturbed(NaiveLeap config, GradientUpdater<?> wrapped) {
      super(config, wrapped);
    }

    @Override
    public void applyUpdater(INDArray gradient, int iteration, int epoch) {
      wrapped().applyUpdater(gradient, iteration, epoch);
      perturb(gradient, getConfig().sigma);
    }
  }
}
