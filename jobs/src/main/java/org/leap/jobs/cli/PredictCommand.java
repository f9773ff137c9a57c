package org.leap.jobs.cli;

import java.io.IOException;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.evaluate.ModelPrediction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code leap predict}. */
@Command(
    name = "predict",
    description =
        "Writes a trained network's class probabilities for every example, as CSV or Parquet.")
final class PredictCommand extends Action {
  @Mixin private ModelArguments arguments;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A new folder for the files, on any Hadoop file system.")
  private String out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "csv",
      description = "csv or parquet. Default: ${DEFAULT-VALUE}.")
  private ModelPrediction.Format format;

  @Override
  void run() throws ConfigException, IOException {
    print(
        ModelPrediction.write(arguments.model(), arguments.data(), arguments.subset(), format, out)
            + "\n");
  }
}
