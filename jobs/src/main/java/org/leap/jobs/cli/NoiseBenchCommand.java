package org.leap.jobs.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.leap.core.noise.GpuSelfTest;
import org.leap.jobs.bench.NoiseBench;
import org.leap.jobs.bench.NoiseFigures;
import org.leap.jobs.process.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap bench noise}. */
@Command(
    name = "noise",
    description = {
      "Measures one perturbation of an update, in nanoseconds per parameter (shortest of many).",
      "Peer: ND4J's randn and muli. Floor: a bare muli pass."
    },
    mixinStandardHelpOptions = true)
final class NoiseBenchCommand implements Callable<Integer> {
  @Mixin private FigureOutput output;
  @Mixin private BenchTime time;

  @Option(
      names = "--parameters",
      paramLabel = "N",
      defaultValue = "1800000",
      description = "Length of the update. Default: ${DEFAULT-VALUE}.")
  private int parameters;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that share a perturbation. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--gpu",
      description =
          "Compare the CUDA kernel's bits with the CPU's on this machine's NVIDIA GPU instead, and time it.")
  private boolean gpu;

  @Override
  public Integer call() {
    if (gpu) {
      // Its own report, bit by bit; ND4J's backend plays no part.
      return GpuSelfTest.run(System.out).mismatches() == 0
          ? ExitCode.SUCCEEDED.code()
          : ExitCode.INFRASTRUCTURE.code();
    }
    time.requirePositive("--parameters", parameters);
    time.requirePositive("--threads", threads);
    NoiseFigures figures =
        NoiseBench.measure(
            parameters, threads, time.warmUp(), time.measured(Duration.ofSeconds(12)));
    output.print(
        figures,
        String.format(
            Locale.ROOT,
            "noise: %s, %,d parameters, %s thread(s)",
            figures.kernel(),
            figures.parameters(),
            figures.threads()),
        List.of(
            new Figure(
                "perturbation",
                "ns per parameter",
                figures.nsPerParameter(),
                figures.nd4jNsPerParameter(),
                figures.floorNsPerParameter())));
    return ExitCode.SUCCEEDED.code();
  }
}
