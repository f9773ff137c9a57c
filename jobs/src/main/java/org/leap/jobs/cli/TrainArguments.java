package org.leap.jobs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.ResolvedConfig;
import org.leap.jobs.folder.ClaimedFolder;
import org.leap.jobs.folder.ModelFiles;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.process.SparkApplication;
import org.leap.jobs.text.Quoted;
import org.leap.spark.storage.Folder;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A configuration, or a trained network to go on from, or both. */
final class TrainArguments {
  private static final String ZIP = ".zip";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CONFIG.yaml",
      description =
          "The configuration file. With --from it may be left out: that of the run, in its folder, holds then.")
  private Path file;

  @Option(
      names = "--from",
      paramLabel = "RUN",
      description =
          "Goes on from a trained network: the folder of a finished run, or a model.zip. It takes the place of the model that the configuration names.")
  private String from;

  @Mixin private SetOptions sets;

  ResolvedConfig load() throws ConfigException, IOException {
    if (from == null) {
      if (file == null) {
        var parameter = command.positionalParameters().get(0);
        throw new MissingParameterException(
            command.commandLine(), parameter, "Missing required parameter: 'CONFIG.yaml'");
      }
      return ConfigLoader.load(file, sets.all(), System.getenv());
    }
    boolean isFile = from.endsWith(ZIP);
    String model = isFile ? from : from + "/" + ModelFiles.LAST;
    List<String> all = new ArrayList<>();
    // What the run did to the network that it went on from is done.
    all.add(
        "model={file: %s, outputLayer: auto, optimizerState: zero}"
            .formatted(Quoted.inFull(model)));
    all.addAll(sets.all());
    if (file != null) {
      return ConfigLoader.load(file, all, System.getenv());
    }
    return ofRun(isFile ? from.substring(0, from.lastIndexOf('/') + 1) + "." : from, all);
  }

  private static ResolvedConfig ofRun(String run, List<String> sets)
      throws ConfigException, IOException {
    Folder folder = ClaimedFolder.at("run folder", run, SparkApplication.hadoop());
    String file = folder.location(RecordedRun.CONFIG_FILE);
    String yaml =
        RecordedRun.configuration(folder)
            .orElseThrow(
                () ->
                    new BadDataException(
                        file,
                        "there is no such file, so nobody knows how to train: name a CONFIG.yaml too"));
    return ConfigLoader.load(new ConfigLoader.Text(yaml, file), sets, System.getenv());
  }
}
