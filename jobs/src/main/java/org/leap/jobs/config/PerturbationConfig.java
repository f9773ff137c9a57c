package org.leap.jobs.config;

import java.util.OptionalDouble;
import org.leap.core.Perturbation;
import org.leap.core.Perturbation.Mode;
import org.leap.core.Perturbation.Scope;
import org.leap.core.Perturbation.SigmaSchedule;
import org.leap.core.noise.Distribution;
import org.leap.spark.engine.TrainingPlan.Compensation;
import org.leap.spark.engine.TrainingPlan.NoiseStreams;

/** The Gaussian (or other) noise on the learning rate. */
public record PerturbationConfig(
    @Key(
            doc =
                "strength; 0 is the bare optimizer. Must be written if any other key of the block is",
            orElse = "0",
            in = "[0, )")
        double sigma,
    @Key(doc = "what sigma is: a share of the learning rate, or a rate", orElse = "relative")
        Mode mode,
    @Key(doc = "what shares one draw: nothing, a layer, or all parameters", orElse = "parameter")
        Scope scope,
    @Key(doc = "distribution of a draw, scaled to unit variance", orElse = "gaussian")
        Distribution distribution,
    @Key(
            doc = "bound of a Gaussian draw in standard deviations, rescaled to unit variance",
            absent = "not truncated",
            in = "[1, )")
        OptionalDouble truncate,
    @Key(doc = "sigma over the run: constant, or falling to 0", orElse = "constant")
        SigmaSchedule sigmaSchedule,
    @Key(doc = "`full` raises sigma to make up for the damping by averaging", orElse = "none")
        Compensation compensation,
    @Key(doc = "whether logical workers draw independently or all the same", orElse = "independent")
        NoiseStreams streams,
    @Key(doc = "seed of the noise streams", absent = "the run's seed", shares = "seed") long seed) {

  /** No perturbation: the bare optimizer. */
  public static final PerturbationConfig OFF = Schema.defaults(PerturbationConfig.class);

  /** Without sigma nothing else has a meaning: all such blocks are equal. */
  public PerturbationConfig {
    if (sigma == 0 && OFF != null) {
      mode = OFF.mode;
      scope = OFF.scope;
      distribution = OFF.distribution;
      truncate = OFF.truncate;
      sigmaSchedule = OFF.sigmaSchedule;
      compensation = OFF.compensation;
      streams = OFF.streams;
      seed = OFF.seed;
    }
  }

  static void check(Values values) {
    values.refuseIf(
        values.isDefault("sigma") && values.anyWritten(),
        "sigma",
        "missing; write sigma, the strength of the perturbation (0 for none)");
    values.refuseIf(
        values.has("truncate")
            && values.has("distribution")
            && !values.has("distribution", Distribution.GAUSSIAN),
        "truncate",
        "only a gaussian distribution can be truncated; remove truncate, or use distribution gaussian");
    values.refuseIf(
        values.has("compensation", Compensation.FULL) && values.has("streams", NoiseStreams.SHARED),
        "compensation",
        "shared streams are not damped by averaging; use compensation none, or streams independent");
  }

  /** Whether there is no perturbation. */
  public boolean isOff() {
    return sigma == 0;
  }

  /**
   * The perturbation of a run.
   *
   * @param steps local steps of the run: where a decaying sigma reaches 0
   */
  public Perturbation over(int steps) {
    return Perturbation.builder()
        .sigma(sigma)
        .mode(mode)
        .scope(scope)
        .distribution(distribution)
        .truncation(truncate.orElse(Double.POSITIVE_INFINITY))
        .sigmaSchedule(sigmaSchedule)
        .sigmaSteps(sigmaSchedule == SigmaSchedule.CONSTANT ? 0 : steps)
        .seed(seed)
        .build();
  }
}
