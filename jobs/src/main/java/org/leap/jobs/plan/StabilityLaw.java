package org.leap.jobs.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.leap.core.Perturbation.Scope;
import org.leap.core.noise.Distribution;
import org.leap.jobs.config.OptimizerConfig;
import org.leap.jobs.config.PerturbationConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.theory.Edge;

/**
 * Where the steps of a run along a direction of the loss no longer come nearer to a minimum, almost
 * surely: {@code docs/theory.md}, with the share of sigma² that acts along the direction.
 *
 * @param momentum of a heavy ball, 0 for plain gradient descent
 */
record StabilityLaw(Scope scope, Distribution distribution, double momentum) {

  /** The law of a run; nothing for optimizers and noise that it does not cover. */
  static Optional<StabilityLaw> of(RunConfig config) {
    PerturbationConfig noise = config.perturbation();
    boolean sumsOfDraws = noise.scope() != Scope.SCALAR;
    boolean covered =
        noise.isOff()
            || (noise.truncate().isEmpty()
                && (!sumsOfDraws || noise.distribution() == Distribution.GAUSSIAN));
    if (!covered || config.flatMinima().sam().isPresent()) {
      return Optional.empty();
    }
    OptimizerConfig optimizer = config.optimizer();
    if (optimizer instanceof OptimizerConfig.Sgd) {
      return Optional.of(new StabilityLaw(noise.scope(), noise.distribution(), 0));
    }
    return optimizer instanceof OptimizerConfig.Momentum heavyBall
        ? Optional.of(new StabilityLaw(noise.scope(), noise.distribution(), heavyBall.momentum()))
        : Optional.empty();
  }

  /** Remembers edges, which take a while with momentum. */
  static final class Edges {
    private final StabilityLaw law;
    private final Map<Double, Double> bySigma = new HashMap<>();

    Edges(StabilityLaw law) {
      this.law = law;
    }

    Scope scope() {
      return law.scope;
    }

    /**
     * Learning rate times curvature at the edge.
     *
     * @param sigma relative to the learning rate
     * @param share of sigma² that acts along the direction
     */
    double at(double sigma, double share) {
      return bySigma.computeIfAbsent(
          sigma * Math.sqrt(share),
          acting -> Edge.almostSure(acting, law.distribution, law.momentum));
    }
  }
}
