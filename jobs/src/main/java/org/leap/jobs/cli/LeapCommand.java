package org.leap.jobs.cli;

import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.lang3.exception.ExceptionUtils;
import org.leap.core.noise.Distribution;
import org.leap.core.step.Precision;
import org.leap.jobs.bench.BenchModel;
import org.leap.jobs.bench.BenchOptimizer;
import org.leap.jobs.bench.BenchPeer;
import org.leap.jobs.evaluate.ModelPrediction;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.process.ExitCode;
import org.leap.jobs.process.Failure;
import org.leap.jobs.text.Concealed;
import org.leap.spark.engine.ReductionChoice;
import org.leap.spark.storage.Release;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** {@code leap}. */
@Command(
    name = "leap",
    description = "Trains networks with learning rate perturbation (LEAP) on Apache Spark.",
    versionProvider = LeapCommand.Version.class,
    subcommands = {
      InitCommand.class,
      TrainCommand.class,
      ExperimentCommand.class,
      ReportCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      DataCommand.class,
      ScheduleCommand.class,
      ValidateCommand.class,
      BenchCommand.class,
      TheoryCommand.class,
      HelpCommand.class,
      GenerateCompletion.class
    },
    footer = {
      "",
      "The launcher also takes --master MASTER and --properties-file FILE (see docs/cluster.md).",
      "Exit codes: 0 succeeded, 2 bad configuration or usage, 3 bad data, 4 diverged,",
      "5 Spark or infrastructure failure, 6 run folder is in use, 130 interrupted."
    })
public final class LeapCommand extends Group {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean debug;

  private LeapCommand() {
    super("say what to do, for example leap train CONFIG.yaml");
  }

  /** For who has just got LEAP and types its name. */
  private static final String NEXT =
      """
      LEAP trains DL4J networks on Spark and perturbs their learning rates. What to do next:
        leap train conf/quickstart.yaml    a first run: a minute or two, and a report at the end
        leap init DATA                     a configuration for images, CSV or Parquet files of your own
        leap validate CONFIG.yaml          every problem of a configuration, and files that are missing (docs/training.md)
        leap help                          all commands; leap help train: the options of one
      """;

  /** Runs a command line and returns its exit code. */
  public static int run(String... args) {
    if (args.length == 0) {
      System.err.print(NEXT);
      return ExitCode.USAGE.code();
    }
    LeapCommand leap = new LeapCommand();
    CommandLine line = new CommandLine(leap);
    takeInLowerCase(line, BenchModel.class);
    takeInLowerCase(line, BenchOptimizer.class);
    takeInLowerCase(line, BenchPeer.class);
    takeInLowerCase(line, Distribution.class);
    takeInLowerCase(line, ExportCommand.Format.class);
    takeInLowerCase(line, ModelPrediction.Format.class);
    takeInLowerCase(line, Precision.class);
    takeInLowerCase(line, ReductionChoice.class);
    takeInLowerCase(line, Subset.class);
    line.setParameterExceptionHandler(new UsageErrors(line.getParameterExceptionHandler()));
    line.setExecutionExceptionHandler((e, failed, parsed) -> leap.report(e, failed.getErr()));
    try {
      return line.execute(args);
    } catch (Error e) {
      // Picocli only hands over exceptions.
      return leap.report(e, line.getErr());
    }
  }

  private static <E extends Enum<E>> void takeInLowerCase(CommandLine line, Class<E> type) {
    Map<String, E> constants = new LinkedHashMap<>();
    EnumSet.allOf(type).forEach(one -> constants.put(one.name().toLowerCase(Locale.ROOT), one));
    line.registerConverter(
        type,
        value -> {
          if (!constants.containsKey(value)) {
            throw new TypeConversionException(
                "'%s' is none of %s".formatted(value, String.join(", ", constants.keySet())));
          }
          return constants.get(value);
        });
  }

  private int report(Throwable error, PrintWriter err) {
    Failure failure = Failure.of(error);
    failure.message().lines().forEach(text -> err.println("leap: " + text));
    if (debug) {
      err.print(Concealed.in(ExceptionUtils.getStackTrace(error)));
    }
    err.flush();
    return failure.exitCode().code();
  }

  /** What the build has written. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"leap " + Release.inWords()};
    }
  }
}
