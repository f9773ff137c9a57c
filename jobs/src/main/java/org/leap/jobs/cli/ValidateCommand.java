package org.leap.jobs.cli;

import java.util.concurrent.Callable;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ResolvedConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code leap validate}. */
@Command(
    name = "validate",
    description = "Reports every problem of a configuration, or prints it as it will be used.",
    mixinStandardHelpOptions = true)
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigArguments arguments;

  @Override
  public Integer call() throws ConfigException {
    ResolvedConfig resolved = arguments.load();
    spec.commandLine().getOut().print(resolved.yaml());
    spec.commandLine().getOut().flush();
    spec.commandLine().getErr().println("leap: " + arguments + " is valid");
    return 0;
  }
}
