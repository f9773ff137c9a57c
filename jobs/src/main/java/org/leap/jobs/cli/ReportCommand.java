package org.leap.jobs.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.leap.jobs.experiment.ReportMaker;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code leap report}. */
@Command(
    name = "report",
    description = {
      "Makes the report of a run or an experiment again, from what is in its folder:",
      "report.html, and its figures as PNG files in plots."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "The folder of a run or an experiment, on any Hadoop file system.")
  private String folder;

  @Override
  public Integer call() throws IOException {
    System.out.println("report: " + ReportMaker.make(folder));
    return ExitCode.SUCCEEDED.code();
  }
}
