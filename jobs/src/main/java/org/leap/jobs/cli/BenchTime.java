package org.leap.jobs.cli;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long a benchmark may take. */
final class BenchTime {
  private static final Duration WARM_UP = Duration.ofSeconds(5);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Seconds to measure for, after the warm-up. More are steadier.")
  private Double seconds;

  /** Time for the virtual machine to compile; never longer than the measurement. */
  Duration warmUp() {
    Duration asked = measured(WARM_UP);
    return asked.compareTo(WARM_UP) < 0 ? asked : WARM_UP;
  }

  Duration measured(Duration byDefault) {
    if (seconds == null) {
      return byDefault;
    }
    if (!(seconds > 0 && seconds <= 86_400)) {
      throw new ParameterException(
          spec.commandLine(),
          "--seconds is " + seconds + ", expected more than 0 and at most 86400");
    }
    return Duration.ofMillis((long) Math.ceil(1000 * seconds));
  }

  void requirePositive(String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + value + ", expected at least 1");
    }
  }
}
