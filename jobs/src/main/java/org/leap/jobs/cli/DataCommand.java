package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.datasets.prepare.PreparedFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code leap data}. */
@Command(
    name = "data",
    description = "Inspects data and prepares it for training.",
    subcommands = {DataCommand.Prepare.class, InspectCommand.class})
final class DataCommand extends Group {
  DataCommand() {
    super("say what to do, for example leap data prepare DATA.yaml --out DIR");
  }

  /** A file with a data block and what the command line changes in it. */
  static final class Arguments {
    @Parameters(
        index = "0",
        paramLabel = "DATA.yaml",
        description = "A file with just a data block.")
    private Path file;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "Overrides a key of the file, for example --set data.seed=7. Repeatable.")
    private List<String> sets = List.of();

    DataConfig load() throws ConfigException {
      return ConfigLoader.loadData(file, sets, System.getenv());
    }
  }

  /** {@code leap data prepare}. */
  @Command(
      name = "prepare",
      description =
          "Turns data of any format into the sharded form that training reads fastest. Goes on where an interrupted one stopped; does nothing if it is done.")
  static final class Prepare extends Action {
    @Mixin private Arguments arguments;

    @Option(
        names = "--out",
        required = true,
        paramLabel = "DIR",
        description = "The folder of the prepared data, on any Hadoop file system.")
    private String out;

    @Override
    void run() throws ConfigException, IOException {
      System.out.print(ClosingTable.of(List.of(), PreparedFolder.start(arguments.load(), out)));
    }
  }
}
