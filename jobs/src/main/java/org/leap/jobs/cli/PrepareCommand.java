package org.leap.jobs.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.datasets.prepare.PreparationJob;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap data prepare}. */
@Command(
    name = "prepare",
    description =
        "Turns data of any format into the sharded form that training reads fastest. Goes on where an interrupted one stopped; does nothing if it is done.",
    mixinStandardHelpOptions = true)
final class PrepareCommand implements Callable<Integer> {
  @Mixin private DataArguments arguments;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the prepared data, on any Hadoop file system.")
  private String out;

  @Override
  public Integer call() throws ConfigException, IOException {
    System.out.print(ClosingTable.of(List.of(), PreparationJob.start(arguments.load(), out)));
    return ExitCode.SUCCEEDED.code();
  }
}
