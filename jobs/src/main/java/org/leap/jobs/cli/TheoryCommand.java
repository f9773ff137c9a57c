package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.leap.core.noise.Distribution;
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
    },
    subcommands = TheoryCommand.EdgeOfStability.class)
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

  /** {@code leap theory edge}. */
  @Command(
      name = "edge",
      description = {
        "Prints the edge of stability: learning rate times largest curvature, up to which gradient"
            + " descent with LEAP comes nearer to a minimum, in the mean square and almost surely."
      })
  static final class EdgeOfStability extends Action {
    private static final double LARGEST_SIGMA = 100;

    @Option(
        names = "--sigma",
        paramLabel = "X[,X...]",
        split = ",",
        defaultValue = "0,0.3,0.5,1,1.5,2,3",
        description = "Default: ${DEFAULT-VALUE}.")
    private List<Double> sigmas;

    @Option(
        names = "--distribution",
        paramLabel = "NAME",
        defaultValue = "gaussian",
        description = "gaussian, uniform or rademacher. Default: ${DEFAULT-VALUE}.")
    private Distribution distribution;

    @Option(
        names = "--share",
        paramLabel = "X",
        defaultValue = "1",
        description = {
          "Share of sigma² that acts along the direction: 1 where all parameters share a draw, and"
              + " with one draw for each the sum of the fourth powers of the direction's parts.",
          "Below 1 the distribution must be gaussian. Default: ${DEFAULT-VALUE}."
        })
    private double share;

    @Option(
        names = "--momentum",
        paramLabel = "X",
        defaultValue = "0",
        description =
            "Of a heavy ball; its edge almost surely is that of one long walk. Default: ${DEFAULT-VALUE}.")
    private double momentum;

    @Override
    void run() {
      for (double sigma : sigmas) {
        if (!(sigma >= 0 && sigma <= LARGEST_SIGMA)) {
          throw refused("--sigma is %s, expected 0 to %s", sigma, LARGEST_SIGMA);
        }
      }
      if (!(share > 0 && share <= 1)) {
        throw refused("--share is %s, expected above 0 and up to 1", share);
      }
      if (!(momentum >= 0 && momentum < 1)) {
        throw refused("--momentum is %s, expected 0 and up to below 1", momentum);
      }
      if (share < 1 && distribution != Distribution.GAUSSIAN) {
        throw refused("--share below 1 needs --distribution gaussian, whose sums are gaussian too");
      }
      print(TheoryTables.edges(sigmas, distribution, share, momentum));
    }
  }
}
