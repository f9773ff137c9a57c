package org.leap.jobs.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.leap.jobs.ExitCode;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.run.RunOutcome;
import org.leap.jobs.run.StartMode;
import org.leap.jobs.run.TrainingRun;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap train}. */
@Command(
    name = "train",
    description = "Trains one network and leaves its results in a run folder.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Mixin private ConfigArguments arguments;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description = "The run folder, on any Hadoop file system. Default: runs/NAME.")
  private String runDir;

  @ArgGroup private Existing existing = new Existing();

  /** What to do about an existing run folder; by default it is refused. */
  private static final class Existing {
    @Option(
        names = "--resume",
        description =
            "Go on where an unfinished run stopped; start if there is none; do nothing if it has succeeded.")
    private boolean resume;

    @Option(names = "--restart", description = "Move an existing run folder aside.")
    private boolean restart;

    StartMode mode() {
      return resume ? StartMode.RESUME : restart ? StartMode.RESTART : StartMode.NEW;
    }
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    ResolvedConfig resolved = arguments.load();
    String folder = runDir == null ? "runs/" + resolved.config().name() : runDir;
    RunOutcome outcome = TrainingRun.start(resolved, folder, existing.mode());
    System.out.print(ClosingTable.of(outcome.epochs(), outcome.facts()));
    return ExitCode.SUCCEEDED.code();
  }
}
