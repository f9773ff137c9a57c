package org.leap.jobs.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.leap.jobs.bench.BenchModel;
import org.leap.jobs.bench.FlatnessBench;
import org.leap.jobs.bench.FlatnessFigures;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code leap bench flatness}. */
@Command(
    name = "flatness",
    description = "Measures Lanczos' method for the largest Hessian eigenvalue, in this process.",
    mixinStandardHelpOptions = true)
final class FlatnessBenchCommand implements Callable<Integer> {
  @Mixin private FigureOutput output;
  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      converter = LowerCaseName.Model.class,
      paramLabel = "NAME",
      defaultValue = "lenet",
      description = "mlp, lenet, vgg16, resnet20. Default: ${DEFAULT-VALUE}.")
  private BenchModel model;

  @Option(
      names = "--examples",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Examples of the loss. Default: ${DEFAULT-VALUE}.")
  private int examples;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "15",
      description = "Lanczos steps, of one gradient each. Default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--central",
      description = "Central differences: two gradients a step instead of one.")
  private boolean central;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "2",
      description = "Tasks that run side by side. Default: ${DEFAULT-VALUE}.")
  private int slots;

  @Override
  public Integer call() {
    if (steps < 1 || slots < 1 || examples < slots) {
      throw new ParameterException(
          spec.commandLine(),
          "--examples, --steps and --slots are %s, %s and %s, expected at least 1, and an example a slot"
              .formatted(examples, steps, slots));
    }
    FlatnessFigures figures = FlatnessBench.measure(model, examples, steps, central, slots);
    output.print(
        figures,
        String.format(
            Locale.ROOT,
            "flatness: %s, %,d examples, %s Lanczos steps, %s differences, %s slot(s)",
            figures.model(),
            examples,
            steps,
            central ? "central" : "one-sided",
            slots),
        List.of(
            new Figure("largest eigenvalue", "s", figures.seconds(), null, null),
            new Figure("gradients", "examples/s", figures.examplesPerSecond(), null, null)));
    return ExitCode.SUCCEEDED.code();
  }
}
