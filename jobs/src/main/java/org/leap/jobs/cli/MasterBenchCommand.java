package org.leap.jobs.cli;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.leap.jobs.bench.BenchOptimizer;
import org.leap.jobs.bench.MasterBench;
import org.leap.jobs.bench.MasterFigures;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap bench master}. */
@Command(
    name = "master",
    description = {
      "Measures one program that uses DL4J's Spark API with LeapTrainingMaster, in this process:",
      "the MLP 784-1000-1000-10, batch size 128. Peer: DL4J's ParameterAveragingTrainingMaster,",
      "once with its workers fed from the RDD (Direct), once from files (Export, its default)."
    },
    mixinStandardHelpOptions = true)
final class MasterBenchCommand implements Callable<Integer> {
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
    MasterFigures figures =
        MasterBench.measure(
            optimizer, workers, averagingFrequency, time.measured(Duration.ofMinutes(2)));
    output.print(
        figures,
        "master: mlp, %s workers, averaging every %s steps, %s; trained anew: %s, peer: %s"
            .formatted(
                figures.workers(),
                figures.averagingFrequency(),
                optimizer,
                figures.repeatable() ? "the same bits" : "other bits",
                figures.dl4jMasterRepeatable() ? "the same bits" : "other bits"),
        List.of(
            training("peer Direct", figures, figures.dl4jMasterExamplesPerSecond()),
            training("peer Export", figures, figures.dl4jExportExamplesPerSecond())));
    return ExitCode.SUCCEEDED.code();
  }

  private static Figure training(String peer, MasterFigures figures, double dl4j) {
    return new Figure("training, " + peer, "examples/s", figures.examplesPerSecond(), dl4j, null);
  }
}
