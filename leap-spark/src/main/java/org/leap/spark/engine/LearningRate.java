package org.leap.spark.engine;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.leap.core.LeapUpdater;
import org.leap.core.Perturbation;
import org.leap.core.SigmaFactors;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The learning rate of a network's optimizers and how it is perturbed, as the driver knows them.
 *
 * @param rated the first optimizer that has a learning rate
 * @param perturbation the one that all optimizers share
 */
record LearningRate(Optional<IUpdater> rated, Optional<Perturbation> perturbation)
    implements Timetable.Rate {

  static LearningRate of(NetworkBlueprint blueprint) {
    List<IUpdater> updaters =
        blueprint.layers().stream()
            .filter(BaseLayer.class::isInstance)
            .map(layer -> ((BaseLayer) layer).getIUpdater())
            .filter(Objects::nonNull)
            .toList();
    return new LearningRate(
        updaters.stream().filter(IUpdater::hasLearningRate).findFirst(),
        updaters.stream()
            .filter(LeapUpdater.class::isInstance)
            .map(updater -> ((LeapUpdater) updater).perturbation())
            .findFirst());
  }

  /** NaN where there is none. */
  @Override
  public double at(int step, int epoch) {
    return rated.map(own -> own.getLearningRate(step, epoch)).orElse(Double.NaN);
  }

  RoundReport.Rate at(int step, int epoch, double rateScale, SigmaFactors factors) {
    return RoundReport.Rate.of(rateScale * at(step, epoch), perturbation, step, factors);
  }

  /** Refuses a frequency that needs a rate where there is none. */
  void check(AveragingFrequency frequency) {
    if (frequency instanceof AveragingFrequency.Quadratic && rated.isEmpty()) {
      throw new IllegalArgumentException(
          "the quadratic rule of averaging needs a learning rate, and the network's optimizer has none: use a number, post-local, or another optimizer");
    }
  }
}
