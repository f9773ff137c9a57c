package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ExperimentLoader;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.experiment.DryRun;
import org.leap.jobs.experiment.ExperimentOutcome;
import org.leap.jobs.experiment.ExperimentRun;
import org.leap.jobs.folder.StartMode;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code leap experiment}. */
@Command(
    name = "experiment",
    description = {
      "Trains a grid of runs, each with and without LEAP from the same seeds, and compares them.",
      "Ends with 0 if every run succeeded or diverged, with 5 if any failed."
    },
    mixinStandardHelpOptions = true)
final class ExperimentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "EXPERIMENT.yaml",
      description = "The experiment file; of several, one experiment after the other.")
  private List<Path> files;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "The experiment's folder, on any Hadoop file system. Default: experiments/NAME.")
  private String runDir;

  @ArgGroup private Mode mode = new Mode();

  /** What to do; by default an existing folder is refused. */
  private static final class Mode {
    @Option(
        names = "--resume",
        description = "Train what is not finished yet and what failed; start if there is nothing.")
    private boolean resume;

    @Option(names = "--restart", description = "Move an existing folder aside.")
    private boolean restart;

    @Option(
        names = "--dry-run",
        description = "Show the grid and an estimate of the time, and train only to measure.")
    private boolean dryRun;

    StartMode start() {
      return resume ? StartMode.RESUME : restart ? StartMode.RESTART : StartMode.NEW;
    }
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    if (runDir != null && files.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--run-dir is one folder for %s experiments: leave it out, or name one file"
              .formatted(files.size()));
    }
    List<ExperimentPlan> plans = new ArrayList<>();
    for (Path file : files) {
      plans.add(ExperimentLoader.load(file, System.getenv()));
    }
    int worst = ExitCode.SUCCEEDED.code();
    for (ExperimentPlan plan : plans) {
      int code = mode.dryRun ? show(DryRun.of(plan)) : run(plan);
      worst = Math.max(worst, code);
      if (code == ExitCode.INTERRUPTED.code()) {
        break;
      }
    }
    return worst;
  }

  private int run(ExperimentPlan plan) throws ConfigException, IOException {
    String folder = runDir == null ? "experiments/" + plan.config().name() : runDir;
    ExperimentOutcome outcome = ExperimentRun.start(plan, folder, mode.start());
    print(outcome.table());
    outcome.facts().forEach(System.out::println);
    if (!outcome.message().isEmpty()) {
      spec.commandLine().getErr().println("leap: " + outcome.message());
      spec.commandLine().getErr().flush();
    }
    return outcome.exitCode().code();
  }

  private static int show(DryRun dry) {
    print(dry.table());
    System.out.printf(
        Locale.ROOT,
        "%d runs, %d side by side: about %.0f minutes on this machine%s%n",
        dry.runs(),
        dry.parallel(),
        Math.ceil(dry.seconds() / 60),
        dry.search() ? ", without those of the search" : "");
    return ExitCode.SUCCEEDED.code();
  }

  private static void print(List<List<String>> table) {
    System.out.print(
        AlignedRows.text(table.stream().map(line -> line.toArray(String[]::new)).toList()));
  }
}
