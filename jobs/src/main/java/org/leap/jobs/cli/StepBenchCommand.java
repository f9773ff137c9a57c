package org.leap.jobs.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.leap.jobs.bench.BenchModel;
import org.leap.jobs.bench.BenchOptimizer;
import org.leap.jobs.bench.StepBench;
import org.leap.jobs.bench.StepFigures;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap bench step}. */
@Command(
    name = "step",
    description = {
      "Measures one training step, in milliseconds (medians of steps taken in turns;",
      "with one OpenMP thread, processor time).",
      "Peers: plain DL4J, and LEAP made of ND4J's randn and muli. Floor: the matrix products."
    },
    mixinStandardHelpOptions = true)
final class StepBenchCommand implements Callable<Integer> {
  @Mixin private FigureOutput output;
  @Mixin private BenchTime time;

  @Option(
      names = "--model",
      converter = LowerCaseName.Model.class,
      paramLabel = "NAME",
      defaultValue = "mlp",
      description = "mlp, lenet, vgg16 or resnet20. Default: ${DEFAULT-VALUE}.")
  private BenchModel model;

  @Option(
      names = "--optimizer",
      converter = LowerCaseName.Optimizer.class,
      paramLabel = "NAME",
      defaultValue = "sgd",
      description = "sgd, nesterov, adam. Default: ${DEFAULT-VALUE}.")
  private BenchOptimizer optimizer;

  @Override
  public Integer call() {
    StepFigures figures =
        StepBench.measure(model, optimizer, time.warmUp(), time.measured(Duration.ofSeconds(45)));
    List<Figure> table = new ArrayList<>();
    table.add(
        new Figure("step", "ms", figures.plainMs(), figures.dl4jMs(), figures.matrixProductsMs()));
    table.add(
        new Figure(
            "step with LEAP",
            "ms",
            figures.leapMs(),
            figures.naiveLeapMs(),
            figures.matrixProductsMs()));
    output.print(
        figures,
        "step: %s, batch size %s, %s"
            .formatted(figures.model(), figures.batchSize(), figures.optimizer()),
        table);
    return ExitCode.SUCCEEDED.code();
  }
}
