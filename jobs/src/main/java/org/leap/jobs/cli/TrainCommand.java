package org.leap.jobs.cli;

import java.util.concurrent.Callable;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.run.TrainingRun;
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

  @Option(names = "--restart", description = "Move an existing run folder aside.")
  private boolean restart;

  @Override
  public Integer call() throws ConfigException {
    ResolvedConfig resolved = arguments.load();
    String folder = runDir == null ? "runs/" + resolved.config().name() : runDir;
    return TrainingRun.start(resolved, folder, restart).code();
  }
}
