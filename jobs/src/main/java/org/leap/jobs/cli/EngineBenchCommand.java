package org.leap.jobs.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.leap.jobs.bench.BenchOptimizer;
import org.leap.jobs.bench.EngineBench;
import org.leap.jobs.bench.EngineFigures;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap bench engine}. */
@Command(
    name = "engine",
    description = {
      "Measures parameter averaging of the MLP 784-1000-1000-10, batch size 128, in this process.",
      "Peer: DL4J's ParameterAveragingTrainingMaster. Floor: as many replicas that never average."
    },
    mixinStandardHelpOptions = true)
final class EngineBenchCommand implements Callable<Integer> {
  @Mixin private FigureOutput output;
  @Mixin private BenchTime time;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Logical workers, one thread each. Default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--averaging-frequency",
      paramLabel = "N",
      defaultValue = "10",
      description = "Local steps between two averages. Default: ${DEFAULT-VALUE}.")
  private int averagingFrequency;

  @Option(
      names = "--optimizer",
      converter = LowerCaseName.Optimizer.class,
      paramLabel = "NAME",
      defaultValue = "sgd",
      description = "sgd, nesterov, adam. Default: ${DEFAULT-VALUE}.")
  private BenchOptimizer optimizer;

  @Override
  public Integer call() {
    time.requirePositive("--workers", workers);
    time.requirePositive("--averaging-frequency", averagingFrequency);
    EngineFigures figures =
        EngineBench.measure(
            optimizer, workers, averagingFrequency, time.measured(Duration.ofSeconds(150)));
    output.print(
        figures,
        "engine: mlp, %s workers, averaging every %s steps, %s"
            .formatted(figures.workers(), figures.averagingFrequency(), optimizer),
        List.of(
            new Figure(
                "training",
                "examples/s",
                figures.examplesPerSecond(),
                figures.dl4jMasterExamplesPerSecond(),
                figures.workers() * figures.singleWorkerExamplesPerSecond()),
            new Figure("round outside training", "ms", figures.roundOverheadMs(), null, null)));
    return ExitCode.SUCCEEDED.code();
  }
}
