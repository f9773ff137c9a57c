package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ExperimentLoader;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.experiment.DryRun;
import org.leap.jobs.experiment.ExperimentRun;
import org.leap.jobs.folder.StartMode;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code leap experiment}. */
@Command(
    name = "experiment",
    description = {
      "Trains a grid of runs, each with and without LEAP from the same seeds, and compares them.",
      "Ends with 0 if every run succeeded or diverged, with 5 if any failed."
    })
final class ExperimentCommand extends Action {
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
  void run() throws ConfigException, IOException {
    if (runDir != null && files.size() > 1) {
      throw refused(
          "--run-dir is one folder for %s experiments: leave it out, or name one file",
          files.size());
    }
    List<ExperimentPlan> plans = new ArrayList<>();
    for (Path file : files) {
      plans.add(ExperimentLoader.load(file, System.getenv()));
    }
    for (ExperimentPlan plan : plans) {
      if (mode.dryRun) {
        show(DryRun.of(plan, folder(plan)));
      } else if (train(plan) == ExitCode.INTERRUPTED) {
        break;
      }
    }
  }

  private ExitCode train(ExperimentPlan plan) throws ConfigException, IOException {
    ExperimentRun.Outcome outcome = ExperimentRun.start(plan, folder(plan), mode.start());
    System.out.print(AlignedRows.text(outcome.table()));
    outcome.facts().forEach(System.out::println);
    if (!outcome.message().isEmpty()) {
      say(outcome.message());
    }
    endWith(outcome.exitCode());
    return outcome.exitCode();
  }

  private String folder(ExperimentPlan plan) {
    return runDir == null ? "experiments/" + plan.name() : runDir;
  }

  private static void show(DryRun dry) {
    System.out.print(AlignedRows.text(dry.table()));
    System.out.printf(
        Locale.ROOT,
        "%d runs, %d side by side: about %.0f minutes on this machine%s%n",
        dry.runs(),
        dry.parallel(),
        Math.ceil(dry.seconds() / 60),
        dry.search() ? ", with those of the search" : "");
    if (!dry.sensitivity().isEmpty()) {
      System.out.println("What it will find, by the runs that are trained, in percentage points:");
      System.out.print(AlignedRows.text(dry.sensitivity()));
    }
  }
}
