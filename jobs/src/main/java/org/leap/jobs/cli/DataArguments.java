package org.leap.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.DataConfig;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A file with a data block and what the command line changes in it. */
final class DataArguments {
  @Parameters(index = "0", paramLabel = "DATA.yaml", description = "A file with just a data block.")
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
