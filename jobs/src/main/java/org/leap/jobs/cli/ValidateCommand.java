package org.leap.jobs.cli;

import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ResolvedConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code leap validate}. */
@Command(
    name = "validate",
    description = "Reports every problem of a configuration, or prints it as it will be used.")
final class ValidateCommand extends Action {
  @Mixin private ConfigArguments arguments;

  @Override
  void run() throws ConfigException {
    ResolvedConfig resolved = arguments.load();
    print(resolved.yaml());
    say(arguments + " is valid");
  }
}
