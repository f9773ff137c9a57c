package org.leap.jobs.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.apache.commons.lang3.function.Failable;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that does something, and succeeds unless it says otherwise or throws. */
@Command(mixinStandardHelpOptions = true)
abstract class Action implements Callable<Integer> {
  @Spec private CommandSpec spec;
  private ExitCode end = ExitCode.SUCCEEDED;

  @Override
  public final Integer call() throws ConfigException, IOException {
    run();
    return end.code();
  }

  abstract void run() throws ConfigException, IOException;

  /** Of several codes the highest is the command's. */
  final void endWith(ExitCode code) {
    end = code.compareTo(end) > 0 ? code : end;
  }

  /** What is wrong with the command line. */
  @SuppressWarnings("AnnotateFormatMethod") // Its annotation would be a library more.
  final ParameterException refused(String message, Object... values) {
    return new ParameterException(spec.commandLine(), message.formatted(values));
  }

  final void requireAtLeast(int least, String option, int value) {
    if (value < least) {
      throw refused("%s is %s, expected at least %s", option, value, least);
    }
  }

  final void requireBetween(int least, int most, String option, int value) {
    if (value < least || value > most) {
      throw refused("%s is %s, expected %s to %s", option, value, least, most);
    }
  }

  final void print(String text) {
    spec.commandLine().getOut().print(text);
    spec.commandLine().getOut().flush();
  }

  /** A line beside the output, such as a remark. */
  final void say(String remark) {
    spec.commandLine().getErr().println("leap: " + remark);
    spec.commandLine().getErr().flush();
  }

  /** One line. */
  static String json(Object value) {
    return Failable.get(() -> new ObjectMapper().writeValueAsString(value)) + "\n";
  }
}
