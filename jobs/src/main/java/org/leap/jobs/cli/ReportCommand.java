package org.leap.jobs.cli;

import java.io.IOException;
import org.leap.jobs.experiment.ReportMaker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code leap report}. */
@Command(
    name = "report",
    description = {
      "Makes the report of a run or an experiment again, from what is in its folder:",
      "report.html, and its figures as PNG files in plots."
    })
final class ReportCommand extends Action {
  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "The folder of a run or an experiment, on any Hadoop file system.")
  private String folder;

  @Override
  void run() throws IOException {
    System.out.println("report: " + ReportMaker.make(folder));
  }
}
