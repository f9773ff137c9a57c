package org.leap.jobs.experiment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.RecordedSettings;
import org.leap.jobs.folder.ClaimedFolder;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.process.SparkApplication;
import org.leap.jobs.report.RunComparison;
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
    Folder folder = ClaimedFolder.at("folder", location, SparkApplication.hadoop());
    String path = folder.toString();
    String name = lastName(path);
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

  /**
   * Writes a page with several runs side by side.
   *
   * @param locations of the runs' folders
   * @param out of the page
   * @throws BadDataException if a folder is none of a run
   */
  public static void compare(List<String> locations, Path out) throws IOException {
    List<RunComparison.Side> sides = new ArrayList<>();
    for (String location : locations) {
      Folder folder = ClaimedFolder.at("run folder", location, SparkApplication.hadoop());
      String name = names(locations).get(sides.size());
      RecordedRun run =
          RecordedRun.read(folder)
              .filter(found -> !found.configuration().isEmpty())
              .orElseThrow(
                  () ->
                      new BadDataException(
                          folder.toString(), "is not the folder of a run; only runs are compared"));
      sides.add(new RunComparison.Side(name, settings(run, folder), run.report(name)));
    }
    Files.writeString(out, new RunComparison(sides).html());
  }

  private static Map<String, String> settings(RecordedRun run, Folder folder) {
    String file = folder.location(RecordedRun.CONFIG_FILE);
    try {
      return RecordedSettings.of(run.configuration(), file);
    } catch (ConfigException e) {
      throw new BadDataException(file, "cannot be read: " + e.problems().get(0).message());
    }
  }

  /** The folders' own names, or what was written where two have one. */
  private static List<String> names(List<String> locations) {
    List<String> names = locations.stream().map(ReportMaker::lastName).toList();
    return Set.copyOf(names).size() == names.size() ? names : locations;
  }

  private static String lastName(String location) {
    String path = location.replaceFirst("/+$", "");
    return path.substring(path.lastIndexOf('/') + 1);
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
