package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.leap.jobs.report.TheoryCharts;
import org.leap.jobs.theory.TheoryExperiment;
import org.leap.jobs.theory.TheoryTables;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code leap theory}. */
@Command(
    name = "theory",
    description = {
      "Puts the laws of docs/theory.md to the test: walkers on a line with a sharp and a flat valley.",
      "Prints the tables; with --out also writes tables and figures."
    })
final class TheoryCommand extends Action {
  private static final int FEWEST = 100;
  private static final int MOST = 20_000;

  @Option(
      names = "--walkers",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Walkers of each population. Default: ${DEFAULT-VALUE}.")
  private int walkers;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(names = "--out", paramLabel = "DIR", description = "A local folder for the files.")
  private Path out;

  @Override
  void run() throws IOException {
    if (walkers < FEWEST || walkers > MOST) {
      throw refused("--walkers is %s, expected %s to %s", walkers, FEWEST, MOST);
    }
    TheoryExperiment experiment = TheoryExperiment.run(walkers, seed);
    TheoryTables tables = new TheoryTables(experiment);
    print(tables.markdown());
    if (out != null) {
      Files.createDirectories(out);
      Files.writeString(out.resolve("stability.csv"), tables.meanSquaresCsv());
      Files.writeString(out.resolve("tables.md"), tables.markdown());
      for (var figure : TheoryCharts.of(experiment).entrySet()) {
        Files.writeString(out.resolve(figure.getKey()), figure.getValue());
      }
    }
  }
}
