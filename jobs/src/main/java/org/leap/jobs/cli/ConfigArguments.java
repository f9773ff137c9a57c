package org.leap.jobs.cli;

import java.nio.file.Path;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.ResolvedConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A configuration file and what the command line changes in it. */
final class ConfigArguments {
  @Parameters(index = "0", paramLabel = "CONFIG.yaml", description = "The configuration file.")
  private Path file;

  @Mixin private SetOptions sets;

  ResolvedConfig load() throws ConfigException {
    return ConfigLoader.load(file, sets.all(), System.getenv());
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
