package org.leap.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code leap data}. */
@Command(
    name = "data",
    description = "Inspects data and prepares it for training.",
    mixinStandardHelpOptions = true,
    subcommands = {PrepareCommand.class, InspectCommand.class})
final class DataCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Missing command: say what to do, for example leap data prepare DATA.yaml --out DIR");
  }
}
