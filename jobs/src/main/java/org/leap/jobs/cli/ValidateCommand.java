package org.leap.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.datasets.FilesThere;
import org.leap.jobs.process.ExitCode;
import org.leap.jobs.process.SparkApplication;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code leap validate}. */
@Command(
    name = "validate",
    description =
        "Reports every problem of a configuration and files that are not there, or prints it as it will be used.")
final class ValidateCommand extends Action {
  @Mixin private ConfigArguments arguments;

  @Override
  void run() throws ConfigException {
    ResolvedConfig resolved = arguments.load();
    print(resolved.yaml());
    List<String> locations = new ArrayList<>(resolved.config().data().locations());
    if (resolved.config().model() instanceof ModelConfig.File network) {
      locations.add(network.location());
    }
    FilesThere files = FilesThere.of(locations, SparkApplication.hadoop());
    files.unknown().forEach(this::say);
    files.missing().forEach(this::say);
    if (files.missing().isEmpty()) {
      say(arguments + " is valid");
    } else {
      endWith(ExitCode.BAD_DATA);
    }
  }
}
