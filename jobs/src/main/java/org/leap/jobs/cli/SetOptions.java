package org.leap.jobs.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** What the command line changes in a configuration. */
final class SetOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Overrides a key of the file, for example --set perturbation.sigma=0.2. Repeatable.")
  private List<String> sets = List.of();

  List<String> all() {
    return sets;
  }
}
