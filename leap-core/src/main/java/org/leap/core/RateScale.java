package org.leap.core;

import java.util.IdentityHashMap;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * A factor on all learning rates of one network, on top of their schedules, that can be changed
 * between steps. It changes the network's own updaters: a network that shares them is scaled too.
 */
public final class RateScale {
  private final IdentityHashMap<IUpdater, IUpdater> originals = new IdentityHashMap<>();
  private double factor = 1;

  /** What an updater's learning rate was before it was scaled. */
  private record Scaled(double factor, IUpdater original) implements ISchedule {
    @Override
    public double valueAt(int iteration, int epoch) {
      return factor * original.getLearningRate(iteration, epoch);
    }

    @Override
    public ISchedule clone() {
      return this;
    }
  }

  private RateScale() {}

  /**
   * The scale of a network whose rates have not been scaled yet.
   *
   * @param network an initialized MultiLayerNetwork or ComputationGraph
   */
  public static RateScale of(Model network) {
    RateScale scale = new RateScale();
    for (var block : NetworkBlocks.of(network).blocks()) {
      for (var parameter : block.getLayersAndVariablesInBlock()) {
        Trainable layer = parameter.getLayer();
        IUpdater updater = layer.getConfig().getUpdaterByParam(parameter.getParamName());
        if (updater != null && updater.hasLearningRate()) {
          scale.originals.put(updater, updater.clone());
        }
      }
    }
    return scale;
  }

  /** Sets the factor, at least 0; 1 restores the rates. */
  public void set(double newFactor) {
    if (!(newFactor >= 0 && newFactor <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "factor is " + newFactor + ", expected a finite number of at least 0");
    }
    if (newFactor != factor) {
      factor = newFactor;
      originals.forEach(
          (updater, original) ->
              updater.setLrAndSchedule(Double.NaN, new Scaled(newFactor, original)));
    }
  }
}
