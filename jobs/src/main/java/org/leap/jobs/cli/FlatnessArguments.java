package org.leap.jobs.cli;

import java.util.Optional;
import org.leap.core.flatness.Differences;
import org.leap.core.flatness.HessianTrace;
import org.leap.core.flatness.NoisyLoss;
import org.leap.core.flatness.Sharpness;
import org.leap.core.flatness.Spectrum;
import org.leap.jobs.evaluate.Flatness;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether flatness is measured, and with how much effort. */
final class FlatnessArguments {
  private static final double STEP_SIZE = 0.5;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--flatness",
      description = "Also measure how flat the training loss is around the network.")
  private boolean flatness;

  @Option(
      names = "--eigenvalues",
      paramLabel = "N",
      defaultValue = "1",
      description = "Largest Hessian eigenvalues. Default: ${DEFAULT-VALUE}.")
  private int eigenvalues;

  @Option(
      names = "--lanczos-steps",
      paramLabel = "N",
      defaultValue = "15",
      description = "Steps to find them, of one gradient each. Default: ${DEFAULT-VALUE}.")
  private int lanczosSteps;

  @Option(
      names = "--probes",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Probes of the Hessian's trace, of one gradient each. Default: ${DEFAULT-VALUE}.")
  private int probes;

  @Option(
      names = "--central",
      description =
          "Central differences for Hessian products: twice the gradients, an error of higher order.")
  private boolean central;

  @Option(
      names = "--epsilon",
      paramLabel = "X",
      defaultValue = "1e-3",
      description = "Relative size of the box of epsilon-sharpness. Default: ${DEFAULT-VALUE}.")
  private double epsilon;

  @Option(
      names = "--ascent-steps",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Steps to the largest loss in it, of one gradient each. Default: ${DEFAULT-VALUE}.")
  private int ascentSteps;

  @Option(
      names = "--noise",
      paramLabel = "X",
      defaultValue = "0.05",
      description =
          "Standard deviation of the weight noise, relative to each layer's weights. Default: ${DEFAULT-VALUE}.")
  private double noise;

  @Option(
      names = "--noise-pairs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Draws of it, of two losses each. Default: ${DEFAULT-VALUE}.")
  private int noisePairs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Seed of all random vectors. Default: ${DEFAULT-VALUE}.")
  private long seed;

  Optional<Flatness.Options> options() {
    if (!flatness) {
      return Optional.empty();
    }
    Differences differences = central ? Differences.CENTRAL : Differences.ONE_SIDED;
    try {
      return Optional.of(
          new Flatness.Options(
              new Spectrum.Options(eigenvalues, lanczosSteps, differences, seed),
              new HessianTrace.Options(probes, differences, seed),
              new Sharpness.Options(epsilon, 1, ascentSteps, STEP_SIZE, seed),
              new NoisyLoss.Options(noise, NoisyLoss.Scale.BLOCK_RMS, noisePairs, seed)));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
