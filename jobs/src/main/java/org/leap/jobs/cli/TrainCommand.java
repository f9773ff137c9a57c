package org.leap.jobs.cli;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.folder.LocationTemplate;
import org.leap.jobs.folder.StartMode;
import org.leap.jobs.train.TrainingRun;
import org.leap.jobs.train.TrainingRun.SucceededRun;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap train}. */
@Command(name = "train", description = "Trains one network and leaves its results in a run folder.")
final class TrainCommand extends Action {
  @Mixin private TrainArguments arguments;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      description =
          "The run folder, on any Hadoop file system; {name} and {date} stand for those of the run. Default: runs/{name}.",
      defaultValue = "runs/{name}")
  private String runDir;

  @Option(
      names = "--date",
      paramLabel = "YYYY-MM-DD",
      description = "What {date} in --run-dir stands for. Default: today in UTC.")
  private LocalDate date;

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
  void run() throws ConfigException, IOException {
    ResolvedConfig resolved = arguments.load();
    LocalDate day = date == null ? LocalDate.now(ZoneOffset.UTC) : date;
    String folder = LocationTemplate.of(runDir, resolved.config().name(), day);
    SucceededRun outcome = TrainingRun.start(resolved, folder, existing.mode());
    System.out.print(ClosingTable.of(outcome.epochs(), outcome.facts()));
  }
}
