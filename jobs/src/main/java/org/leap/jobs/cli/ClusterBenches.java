package org.leap.jobs.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.leap.jobs.bench.ScalingFigures;
import org.leap.jobs.bench.ScalingSetting;
import org.leap.jobs.bench.recovery.RecoveryFigures;
import org.leap.jobs.bench.recovery.RecoveryRow;
import org.leap.jobs.bench.recovery.RecoverySetting;
import org.leap.jobs.bench.recovery.VictimCost;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmarks on a standalone cluster that they start on this machine, and end. */
final class ClusterBenches {
  private ClusterBenches() {}

  /** {@code leap bench scaling}. */
  @Command(
      name = "scaling",
      description = {
        "Measures parameter averaging of the MLP 784-1000-1000-10 on executors of their own, one of"
            + " one core a worker, in a standalone cluster that it starts on this machine and ends.",
        "Peer: as many replicas, at most one a core, that never average. With fewer cores than"
            + " workers it shows what a round costs, not how training speeds up."
      })
  static final class Scaling extends BenchCommand.Benchmark {
    @Option(
        names = "--workers",
        paramLabel = "N",
        split = ",",
        defaultValue = "1,2,4,8,16",
        description = "Logical workers, measured one after the other. Default: ${DEFAULT-VALUE}.")
    private List<Integer> workers;

    @Option(
        names = "--averaging-frequency",
        paramLabel = "N",
        defaultValue = "10",
        description = "Local steps between two averages. Default: ${DEFAULT-VALUE}.")
    private int averagingFrequency;

    @Option(
        names = "--batch-size",
        paramLabel = "N",
        defaultValue = "128",
        description = "Examples of a step. Default: ${DEFAULT-VALUE}.")
    private int batchSize;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "40",
        description =
            "Rounds to take medians of, after a quarter as many to warm up. Default:"
                + " ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
        names = "--memory",
        description = "Look at the memory of driver and executors ten times on the way.")
    private boolean memory;

    @Override
    void run() throws IOException {
      refuseOtherClusters(this);
      requireBetween(1, 10_000, "--averaging-frequency", averagingFrequency);
      requireBetween(1, 100_000, "--batch-size", batchSize);
      requireBetween(1, 100_000, "--rounds", rounds);
      for (int count : workers) {
        requireBetween(1, 256, "--workers", count);
      }
      ScalingFigures figures =
          ScalingFigures.measure(
              new ScalingSetting(workers, averagingFrequency, batchSize, rounds, memory));
      print(
          figures,
          "scaling: mlp, batch size %s, averaging every %s steps, executors of one core each"
              .formatted(batchSize, averagingFrequency),
          ScalingTables.text(figures));
    }
  }

  private static void refuseOtherClusters(Action benchmark) {
    if (!System.getProperty("spark.master", "local").startsWith("local")) {
      throw benchmark.refused("it starts a cluster of its own: leave --master out");
    }
  }

  /** {@code leap bench recovery}. */
  @Command(
      name = "recovery",
      description = {
        "Measures what failures cost: trains the MLP 784-1000-1000-10 with two workers on a cluster"
            + " of this machine while executors, worker daemons and the driver are killed"
            + " (SIGKILL) at random, once for each mean time between kills. Daemons are started"
            + " again at once, the driver with --resume.",
        "Peer: the same run, undisturbed. Exit code 5 if a run ends in other bits."
      })
  static final class Recovery extends BenchCommand.Benchmark {
    @Option(
        names = "--mean-seconds",
        paramLabel = "N",
        split = ",",
        defaultValue = "120,60,30,20,10",
        description = "Mean seconds between kills, one run each. Default: ${DEFAULT-VALUE}.")
    private List<Double> meanSeconds;

    @Option(
        names = "--duration",
        paramLabel = "N",
        defaultValue = "180",
        description = "Seconds of the run when it is undisturbed. Default: ${DEFAULT-VALUE}.")
    private int duration;

    @Option(
        names = "--seed",
        paramLabel = "N",
        defaultValue = "42",
        description = "Of the kills. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
        names = "--checkpoint-rounds",
        paramLabel = "N",
        defaultValue = "20",
        description = "Rounds between two checkpoints. Default: ${DEFAULT-VALUE}.")
    private int checkpointRounds;

    @Option(
        names = "--most-kills",
        paramLabel = "N",
        defaultValue = "100",
        description =
            "Kills after which a run is left alone, so that it ends on a machine that starts"
                + " processes slowly. Default: ${DEFAULT-VALUE}.")
    private int mostKills;

    @Override
    void run() throws IOException {
      requireAtLeast(1, "--most-kills", mostKills);
      refuseOtherClusters(this);
      requireBetween(1, 86_400, "--duration", duration);
      requireBetween(1, 1_000_000, "--checkpoint-rounds", checkpointRounds);
      for (double mean : meanSeconds) {
        if (!(mean >= 1 && mean <= 86_400)) {
          throw refused("--mean-seconds is %s, expected 1 to 86400", mean);
        }
      }
      RecoveryFigures figures =
          RecoveryFigures.measure(
              new RecoverySetting(
                  meanSeconds, Duration.ofSeconds(duration), seed, checkpointRounds, mostKills),
              row -> say(remark(row)));
      print(figures, title(figures), table(figures));
      if (!figures.same()) {
        say("a run ended in other bits than the undisturbed one: please report this");
        endWith(ExitCode.INFRASTRUCTURE);
      }
    }

    static String remark(RecoveryRow row) {
      return String.format(
          Locale.ROOT,
          "a kill every %.0f s: %s kills, %.0f s, %.1f s lost a kill, %s",
          row.meanSecondsBetweenKills(),
          row.kills(),
          row.seconds(),
          row.secondsLostPerKill(),
          row.sameHash() ? "same bits" : "OTHER BITS");
    }

    static String title(RecoveryFigures figures) {
      return String.format(
          Locale.ROOT,
          "recovery: mlp, 2 workers, %,d rounds of %.0f ms, undisturbed %.1f s, a checkpoint every"
              + " %s rounds; %s kills",
          figures.rounds(),
          1e3 * figures.roundSeconds(),
          figures.undisturbedSeconds(),
          figures.roundsPerCheckpoint(),
          figures.kills());
    }

    static String table(RecoveryFigures figures) {
      return AlignedRows.text(
              List.of(
                  "mean time between kills (s)",
                  "kills",
                  "executor",
                  "worker",
                  "driver",
                  "run (s)",
                  "lost (s)",
                  "lost a kill (s)",
                  "rounds repeated",
                  "examples lost",
                  "driver gave up",
                  "same bits"),
              figures.rows().stream().map(Recovery::row))
          + "\n"
          + AlignedRows.text(
              List.of(
                  "a kill alone, beyond its repeated rounds",
                  "kills",
                  "median (s)",
                  "most (s)",
                  "goal (s)"),
              figures.costs().stream().map(Recovery::row));
    }

    private static List<String> row(RecoveryRow row) {
      return Stream.of(
              decimal(row.meanSecondsBetweenKills()),
              row.kills(),
              row.executors(),
              row.workers(),
              row.drivers(),
              decimal(row.seconds()),
              decimal(row.secondsLost()),
              decimal(row.secondsLostPerKill()),
              row.roundsRepeated(),
              row.examplesLost(),
              row.gaveUp(),
              row.sameHash() ? "yes" : "NO")
          .map(String::valueOf)
          .toList();
    }

    private static List<String> row(VictimCost cost) {
      return List.of(
          cost.victim().toString(),
          String.valueOf(cost.kills()),
          decimal(cost.medianSeconds()),
          decimal(cost.mostSeconds()),
          decimal(cost.goalSeconds()));
    }
  }

  private static String decimal(Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.1f", value);
  }
}
