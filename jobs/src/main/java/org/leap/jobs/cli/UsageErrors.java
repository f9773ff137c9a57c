package org.leap.jobs.cli;

import java.io.PrintWriter;
import java.util.Iterator;
import java.util.List;
import org.leap.jobs.config.KeyPaths;
import org.leap.jobs.text.Quoted;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says what is wrong with a command line as picocli does, but for an option that is a setting of
 * the configuration: how that is written.
 */
final class UsageErrors implements IParameterExceptionHandler {
  private final IParameterExceptionHandler others;

  UsageErrors(IParameterExceptionHandler others) {
    this.others = others;
  }

  @Override
  public int handleParseException(ParameterException error, String[] args) throws Exception {
    CommandLine command = error.getCommandLine();
    boolean configured = command.getCommandSpec().findOption("--set") != null;
    String advice =
        configured && error instanceof UnmatchedArgumentException unmatched
            ? advice(unmatched.getUnmatched())
            : "";
    if (advice.isEmpty()) {
      return others.handleParseException(error, args);
    }
    PrintWriter err = command.getErr();
    err.println("leap: " + advice);
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /** Empty if the first argument that has no meaning is no setting. */
  private static String advice(List<String> unmatched) {
    Iterator<String> rest = unmatched.iterator();
    String option = rest.next();
    if (!option.startsWith("--")) {
      return "";
    }
    int equals = option.indexOf('=');
    String name = option.substring(2, equals < 0 ? option.length() : equals);
    String value =
        equals >= 0 ? option.substring(equals + 1) : rest.hasNext() ? rest.next() : "VALUE";
    List<String> keys = KeyPaths.of(name);
    return keys.isEmpty()
        ? ""
        : "%s is no option but a setting of the configuration: write --set %s=%s%s"
            .formatted(
                Quoted.visible("--" + name),
                keys.get(0),
                Quoted.visible(value),
                keys.size() > 1
                    ? " (or %s)".formatted(String.join(", ", keys.subList(1, keys.size())))
                    : "");
  }
}
