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
 * How the optimizers of a network are configured: the learning rate of the first layer that has
 * one, and the perturbation that all share.
 */
final class ConfiguredRates {
  private final Optional<IUpdater> rated;
  private final Optional<Perturbation> perturbation;

  private ConfiguredRates(List<IUpdater> updaters) {
    this.rated = updaters.stream().filter(IUpdater::hasLearningRate).findFirst();
    this.perturbation =
        updaters.stream()
            .filter(LeapUpdater.class::isInstance)
            .map(updater -> ((LeapUpdater) updater).perturbation())
            .findFirst();
  }

  static ConfiguredRates of(NetworkBlueprint blueprint) {
    return new ConfiguredRates(
        blueprint.layers().stream()
            .filter(BaseLayer.class::isInstance)
            .map(layer -> ((BaseLayer) layer).getIUpdater())
            .filter(Objects::nonNull)
            .toList());
  }

  /**
   * The rate of a step.
   *
   * @param epoch from 0
   * @param scale factor on the configured learning rate
   */
  RoundReport.Rate at(int step, int epoch, double scale, SigmaFactors factors) {
    double rate =
        scale * rated.map(updater -> updater.getLearningRate(step, epoch)).orElse(Double.NaN);
    return RoundReport.Rate.of(rate, perturbation, step, factors);
  }
}
