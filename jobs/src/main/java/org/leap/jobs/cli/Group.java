package org.leap.jobs.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only has others. */
@Command(mixinStandardHelpOptions = true)
abstract class Group implements Runnable {
  private final String advice;
  @Spec private CommandSpec spec;

  /**
   * @param advice to who names none of the commands
   */
  Group(String advice) {
    this.advice = advice;
  }

  @Override
  public final void run() {
    throw new ParameterException(spec.commandLine(), "Missing command: " + advice);
  }
}
