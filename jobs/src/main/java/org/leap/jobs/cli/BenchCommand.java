package org.leap.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code leap bench}. */
@Command(
    name = "bench",
    description =
        "Measures what this machine can do, each figure beside its peer and its floor in the same run.",
    mixinStandardHelpOptions = true,
    subcommands = {
      NoiseBenchCommand.class,
      StepBenchCommand.class,
      EngineBenchCommand.class,
      MasterBenchCommand.class,
      RoundsBenchCommand.class,
      MemoryBenchCommand.class,
      FlatnessBenchCommand.class
    })
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: say what to measure, for example leap bench noise");
  }
}
