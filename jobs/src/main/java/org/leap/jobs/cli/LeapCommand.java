package org.leap.jobs.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.leap.jobs.process.Failure;
import org.leap.jobs.text.Concealed;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code leap}. */
@Command(
    name = "leap",
    description = "Trains networks with learning rate perturbation (LEAP) on Apache Spark.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      TrainCommand.class,
      ExperimentCommand.class,
      ReportCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      DataCommand.class,
      ScheduleCommand.class,
      ValidateCommand.class,
      BenchCommand.class,
      TheoryCommand.class
    },
    footer = {
      "",
      "The launcher also takes --master MASTER and --properties-file FILE (see docs/cluster.md).",
      "Exit codes: 0 succeeded, 2 bad configuration or usage, 3 bad data, 4 diverged,",
      "5 Spark or infrastructure failure, 6 run folder is in use, 130 interrupted."
    })
public final class LeapCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean debug;

  private LeapCommand() {}

  /** Runs a command line and returns its exit code. */
  public static int run(String... args) {
    LeapCommand leap = new LeapCommand();
    CommandLine line = new CommandLine(leap);
    line.setExecutionExceptionHandler((e, failed, parsed) -> leap.report(e, failed.getErr()));
    try {
      return line.execute(args);
    } catch (Error e) {
      // Picocli only hands over exceptions.
      return leap.report(e, line.getErr());
    }
  }

  private int report(Throwable error, PrintWriter err) {
    Failure failure = Failure.of(error);
    failure.message().lines().forEach(text -> err.println("leap: " + text));
    if (debug) {
      StringWriter trace = new StringWriter();
      error.printStackTrace(new PrintWriter(trace, true));
      err.print(Concealed.in(trace.toString()));
    }
    err.flush();
    return failure.exitCode().code();
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing command: say what to do, for example leap train CONFIG.yaml");
  }
}
