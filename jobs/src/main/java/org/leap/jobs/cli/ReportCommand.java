package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.leap.jobs.experiment.ReportMaker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code leap report}. */
@Command(
    name = "report",
    description = {
      "Makes the report of a run or an experiment again, from what is in its folder:",
      "report.html, and its figures as PNG files in plots.",
      "Of several runs: one page with all of them side by side, and what differs in them."
    })
final class ReportCommand extends Action {
  private static final int MOST = 12;

  @Parameters(
      arity = "1..*",
      paramLabel = "DIR",
      description = "The folder of a run or an experiment, on any Hadoop file system.")
  private List<String> folders;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page of several runs. Default: comparison.html.")
  private Path out;

  @Override
  void run() throws IOException {
    if (folders.size() == 1) {
      if (out != null) {
        throw refused("--out is for several runs; the report of one is in its folder");
      }
      System.out.println("report: " + ReportMaker.make(folders.get(0)));
      return;
    }
    if (folders.size() > MOST || new HashSet<>(folders).size() < folders.size()) {
      throw refused("expected 2 to %s different folders, found %s", MOST, folders.size());
    }
    Path page = out == null ? Path.of("comparison.html") : out;
    ReportMaker.compare(folders, page);
    System.out.println("report: " + page);
  }
}
