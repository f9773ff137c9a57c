package org.leap.jobs.config;

import java.util.Optional;
import java.util.OptionalDouble;
import org.leap.jobs.config.PerturbationConfig.Compensation;
import org.leap.jobs.config.PerturbationConfig.Distribution;
import org.leap.jobs.config.PerturbationConfig.Mode;
import org.leap.jobs.config.PerturbationConfig.Scope;
import org.leap.jobs.config.PerturbationConfig.SigmaSchedule;
import org.leap.jobs.config.PerturbationConfig.Streams;

/** The {@code perturbation} block. */
final class PerturbationBlock {
  private static final Key<Double> SIGMA =
      Key.defaulted(
          "sigma",
          RealNumber.atLeast(0),
          0.0,
          "strength; 0 is the bare optimizer. Must be written if any other key of the block is");
  private static final Key<Mode> MODE =
      choice(
          "mode",
          Mode.class,
          Mode.RELATIVE,
          "what sigma is: a share of the learning rate, or a rate");
  private static final Key<Scope> SCOPE =
      choice(
          "scope",
          Scope.class,
          Scope.PARAMETER,
          "what shares one draw: nothing, a layer, or all parameters");
  private static final Key<Distribution> DISTRIBUTION =
      choice(
          "distribution",
          Distribution.class,
          Distribution.GAUSSIAN,
          "distribution of a draw, scaled to unit variance");
  private static final Key<Double> TRUNCATE =
      Key.optional(
          "truncate",
          RealNumber.atLeast(1),
          "not truncated",
          "bound of a Gaussian draw in standard deviations, rescaled to unit variance");
  private static final Key<SigmaSchedule> SIGMA_SCHEDULE =
      choice(
          "sigmaSchedule",
          SigmaSchedule.class,
          SigmaSchedule.CONSTANT,
          "sigma over the run: constant, or falling to 0");
  private static final Key<Compensation> COMPENSATION =
      choice(
          "compensation",
          Compensation.class,
          Compensation.NONE,
          "`full` raises sigma to make up for the damping by averaging");
  private static final Key<Streams> STREAMS =
      choice(
          "streams",
          Streams.class,
          Streams.INDEPENDENT,
          "whether logical workers draw independently or all the same");
  private static final Key<Long> SEED =
      Key.optional("seed", WholeNumber.any(), "the run's seed", "seed of the noise streams");

  static final Fields<PerturbationConfig> SCHEMA =
      Fields.of(
              PerturbationBlock::build,
              SIGMA,
              MODE,
              SCOPE,
              DISTRIBUTION,
              TRUNCATE,
              SIGMA_SCHEDULE,
              COMPENSATION,
              STREAMS,
              SEED)
          .check(PerturbationBlock::sigmaIsWritten)
          .check(PerturbationBlock::onlyGaussianIsTruncated)
          .check(PerturbationBlock::sharedStreamsNeedNoCompensation);

  private PerturbationBlock() {}

  private static <E extends Enum<E>> Key<E> choice(
      String name, Class<E> constants, E value, String documentation) {
    return Key.defaulted(name, Choice.of(constants), value, documentation);
  }

  private static PerturbationConfig build(Values values) {
    double sigma = values.get(SIGMA);
    if (sigma == 0) {
      return PerturbationConfig.OFF;
    }
    return new PerturbationConfig(
        sigma,
        values.get(MODE),
        values.get(SCOPE),
        values.get(DISTRIBUTION),
        values.find(TRUNCATE).map(OptionalDouble::of).orElse(OptionalDouble.empty()),
        values.get(SIGMA_SCHEDULE),
        values.get(COMPENSATION),
        values.get(STREAMS),
        values.find(SEED).orElseGet(() -> values.outer().get(RunBlock.SEED)));
  }

  private static Optional<Check.Violation> sigmaIsWritten(Values values) {
    return Check.violationIf(
        values.isDefault(SIGMA) && values.anyWritten(),
        SIGMA,
        "missing; write sigma, the strength of the perturbation (0 for none)");
  }

  private static Optional<Check.Violation> onlyGaussianIsTruncated(Values values) {
    var distribution = values.find(DISTRIBUTION);
    return Check.violationIf(
        values.find(TRUNCATE).isPresent()
            && distribution.filter(found -> found != Distribution.GAUSSIAN).isPresent(),
        TRUNCATE,
        "only a gaussian distribution can be truncated; remove truncate, or use distribution"
            + " gaussian");
  }

  private static Optional<Check.Violation> sharedStreamsNeedNoCompensation(Values values) {
    return Check.violationIf(
        values.find(COMPENSATION).filter(found -> found == Compensation.FULL).isPresent()
            && values.find(STREAMS).filter(found -> found == Streams.SHARED).isPresent(),
        COMPENSATION,
        "shared streams are not damped by averaging; use compensation none, or streams"
            + " independent");
  }
}
