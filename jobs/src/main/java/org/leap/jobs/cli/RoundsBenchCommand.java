package org.leap.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.leap.jobs.bench.RoundFigures;
import org.leap.jobs.bench.RoundsBench;
import org.leap.jobs.process.ExitCode;
import org.leap.spark.engine.ReductionChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code leap bench rounds}. */
@Command(
    name = "rounds",
    description =
        "Measures what a round of 1.8 million parameters costs outside training, by number of logical workers.",
    mixinStandardHelpOptions = true)
final class RoundsBenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--workers",
      paramLabel = "N",
      split = ",",
      defaultValue = "2,4,8,16",
      description = "Logical workers, one line each. Default: ${DEFAULT-VALUE}.")
  private List<Integer> workers;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "2",
      description = "Workers that train side by side. Default: ${DEFAULT-VALUE}.")
  private int slots;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "60",
      description = "Rounds to take medians of. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Override
  public Integer call() {
    for (int count : workers) {
      if (count < 1 || slots < 1 || rounds < 1) {
        throw new ParameterException(
            spec.commandLine(),
            "--workers, --slots and --rounds are %s, %s and %s, expected at least 1"
                .formatted(workers, slots, rounds));
      }
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(
        new String[] {
          "averaging", "workers", "outside (ms)", "load", "reduce", "idle", "ns per parameter moved"
        });
    for (ReductionChoice reduction : List.of(ReductionChoice.DIRECT, ReductionChoice.SLICED)) {
      for (int count : workers) {
        rows.add(row(RoundsBench.measure(reduction, count, slots, rounds)));
      }
    }
    spec.commandLine().getOut().print(AlignedRows.text(rows));
    spec.commandLine().getOut().flush();
    return ExitCode.SUCCEEDED.code();
  }

  private static String[] row(RoundFigures figures) {
    return new String[] {
      figures.reduction().name().toLowerCase(Locale.ROOT),
      String.valueOf(figures.workers()),
      decimal(figures.outsideMs()),
      decimal(figures.loadMs()),
      decimal(figures.reduceMs()),
      decimal(figures.idleMs()),
      decimal(figures.nsPerParameterMoved())
    };
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
