package org.leap.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.ResolvedConfig;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A configuration file and what the command line changes in it. */
final class ConfigArguments {
  @Parameters(index = "0", paramLabel = "CONFIG.yaml", description = "The configuration file.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Overrides a key of the file, for example --set perturbation.sigma=0.2. Repeatable.")
  private List<String> sets = List.of();

  ResolvedConfig load() throws ConfigException {
    return ConfigLoader.load(file, sets, System.getenv());
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
