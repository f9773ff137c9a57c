package org.leap.core;

import static java.util.Objects.requireNonNull;
import static org.nd4j.common.base.Preconditions.checkArgument;

import java.util.Map;
import java.util.Objects;
import org.leap.core.Perturbation.Mode;
import org.leap.core.Perturbation.Scope;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Any ND4J updater with its learning rate perturbed (LEAP, arXiv 2208.11873). Holds configuration
 * only: several networks may share it and train at the same time. It works on a private copy of the
 * wrapped updater, which changes in one case: DL4J's {@code setLearningRate}, which reaches it
 * through {@link #setLrAndSchedule} and, as with every updater, is meant for a moment in which no
 * network that shares the configuration trains.
 *
 * <p>Equality is by value, so that DL4J groups parameters into the same updater blocks as without
 * LEAP. With one draw per layer ({@link Scope#LAYER}) it is by identity instead: DL4J's builders
 * give every layer its own copy, and so every layer its own block, with its own noise. Whoever sets
 * such an updater on layers by hand gives each its own {@code clone()}: layers that share one share
 * a block and, until {@link Leap#bind}, one draw; and a saved network that is restored no longer
 * shares it.
 */
public final class LeapUpdater implements IUpdater {
  private static final long serialVersionUID = 1L;

  private final IUpdater updater;
  private final Perturbation perturbation;

  @JsonCreator
  LeapUpdater(
      @JsonProperty(value = "updater", required = true) IUpdater updater,
      @JsonProperty(value = "perturbation", required = true) Perturbation perturbation) {
    requireNonNull(updater, "updater is null");
    this.perturbation = requireNonNull(perturbation, "perturbation is null");
    checkArgument(
        !(updater instanceof LeapUpdater),
        "The updater is perturbed already: wrap the stock updater inside it instead");
    checkArgument(!(updater instanceof NoOp), "NoOp has no update to perturb: leave it unwrapped");
    checkArgument(
        perturbation.mode() != Mode.ABSOLUTE || updater.hasLearningRate(),
        "%s has no learning rate, which ABSOLUTE mode divides sigma by: use RELATIVE mode or another updater",
        updater.getClass().getSimpleName());
    this.updater = updater.clone();
  }

  /** A copy of the wrapped updater. */
  public IUpdater updater() {
    return updater.clone();
  }

  /** How it is perturbed. */
  public Perturbation perturbation() {
    return perturbation;
  }

  @Override
  public long stateSize(long numParams) {
    return updater.stateSize(numParams);
  }

  @Override
  public GradientUpdater<LeapUpdater> instantiate(INDArray viewArray, boolean initializeViewArray) {
    return new LeapGradientUpdater(this, updater.instantiate(viewArray, initializeViewArray));
  }

  @Override
  public GradientUpdater<LeapUpdater> instantiate(
      Map<String, INDArray> updaterState, boolean initializeStateArrays) {
    return new LeapGradientUpdater(this, updater.instantiate(updaterState, initializeStateArrays));
  }

  @Override
  public double getLearningRate(int iteration, int epoch) {
    return updater.getLearningRate(iteration, epoch);
  }

  @Override
  public boolean hasLearningRate() {
    return updater.hasLearningRate();
  }

  /**
   * Sets the learning rate of the wrapped updater. Not safe while a network that shares this
   * updater trains.
   */
  @Override
  public void setLrAndSchedule(double lr, ISchedule lrSchedule) {
    updater.setLrAndSchedule(lr, lrSchedule);
  }

  @Override
  public LeapUpdater clone() {
    return new LeapUpdater(updater, perturbation);
  }

  @Override
  public boolean equals(Object other) {
    if (this == other || perturbation.scope() == Scope.LAYER) {
      return this == other;
    }
    return other instanceof LeapUpdater that
        && perturbation.equals(that.perturbation)
        && updater.equals(that.updater);
  }

  @Override
  public int hashCode() {
    return perturbation.scope() == Scope.LAYER
        ? System.identityHashCode(this)
        : Objects.hash(updater, perturbation);
  }

  @Override
  public String toString() {
    return "LeapUpdater(" + updater + ", " + perturbation + ")";
  }
}
