package org.leap.jobs.cli;

import java.nio.file.Path;
import java.util.List;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.Subset;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model file and the data it is used on. */
final class ModelArguments {
  @Mixin private ModelFile file;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA.yaml",
      description =
          "A file with a data block. Classes and features are found by their names, and the model tells the scaling, so that test alone will do. (A model of plain DL4J does not: it needs its training set.)")
  private Path data;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the file. Repeatable.")
  private List<String> sets = List.of();

  @Option(
      names = "--on",
      paramLabel = "SET",
      defaultValue = "test",
      description = "train, validation or test. Default: ${DEFAULT-VALUE}.")
  private Subset subset;

  String model() {
    return file.path();
  }

  DataConfig data() throws ConfigException {
    return ConfigLoader.loadDataToScore(data, sets, System.getenv());
  }

  Subset subset() {
    return subset;
  }
}
