package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.folder.ClaimedFolder;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.report.RunReport;
import org.leap.spark.storage.Folder;

/** Makes the report of a folder again, whichever kind it is. */
public final class ReportMaker {
  private static final String FILE = "report.html";

  private ReportMaker() {}

  /**
   * Writes {@code report.html} and the figures in {@code plots}.
   *
   * @return where the report is
   * @throws BadDataException if the folder is none of a run or an experiment
   */
  public static String make(String location) throws IOException {
    Folder folder = ClaimedFolder.at("folder", location, new Configuration());
    String path = folder.toString();
    String name = path.replaceFirst("/+$", "");
    name = name.substring(name.lastIndexOf('/') + 1);
    if (ExperimentFolder.isOne(folder)) {
      return ExperimentFolder.read(folder).writeReport(name);
    }
    RunReport report =
        RecordedRun.read(folder)
            .orElseThrow(
                () ->
                    new BadDataException(
                        path,
                        "is neither the folder of a run nor of an experiment: it has no status.json"))
            .report(name);
    return write(folder, report.html(), report.figures());
  }

  /** The page and its figures; returns where the page is. */
  static String write(Folder folder, String html, Map<String, byte[]> figures) throws IOException {
    Folder plots = folder.folder("plots");
    plots.create();
    for (var figure : figures.entrySet()) {
      plots.write(figure.getKey(), out -> out.write(figure.getValue()));
    }
    folder.write(FILE, html);
    return folder.location(FILE);
  }
}
