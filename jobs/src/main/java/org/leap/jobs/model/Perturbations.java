package org.leap.jobs.model;

import org.leap.core.Perturbation;
import org.leap.core.noise.Distribution;
import org.leap.jobs.config.PerturbationConfig;

/** The perturbation block as leap-core knows it. */
public final class Perturbations {
  private Perturbations() {}

  /**
   * The perturbation of a run.
   *
   * @param steps local steps of the run: where a decaying sigma reaches 0
   */
  public static Perturbation of(PerturbationConfig config, int steps) {
    Perturbation.SigmaSchedule schedule =
        Perturbation.SigmaSchedule.valueOf(config.sigmaSchedule().name());
    return Perturbation.builder()
        .sigma(config.sigma())
        .mode(Perturbation.Mode.valueOf(config.mode().name()))
        .scope(Perturbation.Scope.valueOf(config.scope().name()))
        .distribution(Distribution.valueOf(config.distribution().name()))
        .truncation(config.truncate().orElse(Double.POSITIVE_INFINITY))
        .sigmaSchedule(schedule)
        .sigmaSteps(schedule == Perturbation.SigmaSchedule.CONSTANT ? 0 : steps)
        .seed(config.seed())
        .build();
  }
}
