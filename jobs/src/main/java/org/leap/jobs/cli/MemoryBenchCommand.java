package org.leap.jobs.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.leap.jobs.bench.MemoryBench;
import org.leap.jobs.bench.MemoryFigures;
import org.leap.jobs.process.ExitCode;
import org.leap.spark.engine.ReductionChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code leap bench memory}. */
@Command(
    name = "memory",
    description = "Measures what a long run of short rounds leaves behind in this process.",
    mixinStandardHelpOptions = true)
final class MemoryBenchCommand implements Callable<Integer> {
  private static final int SAMPLES = 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Rounds of the run, at least 10. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  @Option(
      names = "--reduction",
      converter = LowerCaseName.Reduction.class,
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "Who averages: auto, direct, sliced. Default: ${DEFAULT-VALUE}.")
  private ReductionChoice reduction;

  @Override
  public Integer call() {
    if (rounds < SAMPLES) {
      throw new ParameterException(
          spec.commandLine(), "--rounds is " + rounds + ", expected at least " + SAMPLES);
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(
        new String[] {"round", "heap (MB)", "resident (MB)", "threads", "blocks", "local files"});
    MemoryBench.measure(reduction, rounds, rounds / SAMPLES).forEach(f -> rows.add(row(f)));
    spec.commandLine().getOut().print(AlignedRows.text(rows));
    spec.commandLine().getOut().flush();
    return ExitCode.SUCCEEDED.code();
  }

  private static String[] row(MemoryFigures figures) {
    return new String[] {
      String.valueOf(figures.round()),
      decimal(figures.heapMb()),
      decimal(figures.residentMb()),
      String.valueOf(figures.threads()),
      String.valueOf(figures.blocks()),
      String.valueOf(figures.localFiles())
    };
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
