package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.junit.jupiter.api.Test;
import org.leap.core.LeapUpdater;
import org.leap.core.NetworkView;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.experiment.ExperimentFolder;
import org.leap.jobs.folder.RecordedRun;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.model.ModelReader;
import org.leap.jobs.model.ParametersDigest;
import org.leap.jobs.model.TrainedModel;
import org.leap.spark.storage.Folder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The model.zip and the experiment folder of every release are read, and hold what they held. As
 * for those of leap-spark, {@code -Dleap.golden.write=RELEASE} writes the files of the present
 * release first; those of a release that is there already are never written anew.
 */
class GoldenFilesTest extends OnExperiment {
  private static final Path ROOT = Path.of("src/test/resources/golden");
  private static final String RUN = "constant_leap_seed1";
  private static final Configuration HADOOP = new Configuration(false);

  /** Columns of every release's table of errors. */
  private static final List<String> TABLE =
      List.of(
          "schedule",
          "without LEAP (%)",
          "with LEAP (%)",
          "difference [95 % interval]",
          "p (t, Holm)",
          "p (signed ranks, Holm)",
          "verdict",
          "runs");

  /** The files of every release. */
  private List<Path> releases() throws IOException {
    String release = System.getProperty("leap.golden.write", "");
    if (!release.isEmpty() && Files.notExists(ROOT.resolve(release))) {
      write(ROOT.resolve(release));
    }
    try (var releases = Files.list(ROOT)) {
      List<Path> all = releases.sorted().toList();
      assertFalse(all.isEmpty());
      return all;
    }
  }

  private void write(Path release) throws IOException {
    experiment.configuration(
        "optimizer: {name: momentum, momentum: 0.9}",
        "perturbation: {sigma: 0.3}",
        "training: {epochs: 2, batchSize: 8, workers: 3, averagingFrequency: 4}");
    Path config = experiment.path("config.yaml");
    Files.writeString(config, Files.readString(config).replace("optimizer: {name: adam}\n", ""));
    Files.write(
        experiment.path("grid.yaml"),
        List.of(
            "base: config.yaml",
            "grid:",
            "  schedule:",
            "    - {name: constant, learningRate: 0.02}",
            "    - {name: cosine-restarts, learningRate: 0.02, period: 1 epoch}",
            "seeds: [1, 2, 3]"));
    Path folder = experiment.path("e");
    assertEquals(
        0,
        experiment.leap(
            "experiment", experiment.path("grid.yaml").toString(), "--run-dir", folder.toString()),
        experiment::error);
    Files.createDirectories(release);
    Files.copy(
        folder.resolve("runs").resolve(RUN).resolve("model.zip"), release.resolve("model.zip"));
    // What is large is made again by leap report, or is a format of its own.
    FileUtils.copyDirectory(
        folder.toFile(),
        release.resolve("experiment").toFile(),
        file ->
            !List.of("report.html", "plots", "model.zip", "checkpoints").contains(file.getName()));
    Files.writeString(release.resolve("model.txt"), model(release));
    Files.writeString(release.resolve("experiment.txt"), results(release));
  }

  /** Predictions to three places: their last bits are the processor's. */
  private static String model(Path release) throws IOException {
    TrainedModel model = ModelReader.read(release.resolve("model.zip").toString(), HADOOP);
    DataSignature data = model.data().orElseThrow();
    BaseLayer layer =
        (BaseLayer)
            MultiLayerConfiguration.fromJson(model.blueprint().json()).getConf(0).getLayer();
    LeapUpdater updater = (LeapUpdater) layer.getIUpdater();
    List<Long> thousandths = new ArrayList<>();
    INDArray input = Nd4j.linspace(-1, 1, 192).reshape(3, 64);
    for (float p :
        NetworkView.of(model.blueprint().network(model.state(), 0, 0))
            .output(input)
            .data()
            .asFloat()) {
      thousandths.add(Math.round(p * 1000.0));
    }
    return "parameters %s\n%s of %s x %s x %s, classes %s, mean %s, deviation %s\n%s, rate %s, sigma %s\npredictions %s\n"
        .formatted(
            ParametersDigest.sha256(model.state().parameters()),
            data.format(),
            data.shape().channels(),
            data.shape().height(),
            data.shape().width(),
            data.classes(),
            data.normalization().mean(),
            data.normalization().deviation(),
            updater.updater().getClass().getSimpleName(),
            updater.getLearningRate(5, 0),
            updater.perturbation().sigmaAt(5),
            thousandths);
  }

  private static String results(Path release) throws IOException {
    Folder folder = Folder.at(release.resolve("experiment").toString(), HADOOP);
    ExperimentFolder experiment = ExperimentFolder.read(folder);
    StringBuilder facts = new StringBuilder();
    List<String> header = experiment.table().get(0);
    for (List<String> line : experiment.table()) {
      facts
          .append(
              TABLE.stream()
                  .map(title -> line.get(header.indexOf(title)))
                  .collect(Collectors.joining(" | ")))
          .append('\n');
    }
    facts.append(experiment.verdict()).append('\n');
    for (String name : folder.folder("runs").names()) {
      RecordedRun run = RecordedRun.read(folder.folder("runs").folder(name)).orElseThrow();
      facts.append(
          "%s: %s, parameters %s\n  losses %s\n  accuracies %s\n"
              .formatted(
                  name,
                  run.status().state(),
                  run.status().paramsSha256(),
                  run.history().rounds().stream().map(round -> round.loss()).toList(),
                  run.history().epochs().stream().map(epoch -> epoch.testScore()).toList()));
    }
    return facts.toString();
  }

  @Test
  void modelsHoldWhatTheyHeld() throws IOException {
    for (Path release : releases()) {
      assertEquals(
          Files.readString(release.resolve("model.txt")), model(release), release::toString);
      int exit =
          experiment.leap(
              "evaluate",
              "--model",
              release.resolve("model.zip").toString(),
              "--data",
              experiment.path("config.yaml").toString());
      assertEquals(0, exit, experiment::error);
    }
  }

  @Test
  void experimentsHoldWhatTheyHeldAndAreReportedOn() throws Exception {
    for (Path release : releases()) {
      assertEquals(
          Files.readString(release.resolve("experiment.txt")), results(release), release::toString);
      Path copy = folder.resolve(release.getFileName().toString());
      FileUtils.copyDirectory(release.resolve("experiment").toFile(), copy.toFile());
      assertEquals(0, experiment.leap("report", copy.toString()), experiment::error);
      assertTrue(Files.readString(copy.resolve("report.html")).contains("cosine-restarts"));
      RunConfig config =
          ConfigLoader.load(
                  copy.resolve("runs").resolve(RUN).resolve("config.yaml"), List.of(), Map.of())
              .config();
      assertEquals(3, config.training().workers());
      assertTrue(config.resultKey().contains("sigma"), config.resultKey());
    }
  }

  /** Which had another initialization, as there was no choice. */
  @Test
  void aRunOfAnOlderReleaseGoesOnAsItBeganOrIsRefused() throws IOException {
    Path golden = ROOT.resolve("0.2.0/experiment/runs/constant_plain_seed1");
    Path run = folder.resolve("older");
    FileUtils.copyDirectory(golden.toFile(), run.toFile());
    Path config = run.resolve("config.yaml");
    Files.writeString(
        config,
        Files.readString(config).replaceAll("/tmp/junit-2599993146737877466", folder.toString()));
    // As if it had been interrupted before its first checkpoint.
    Files.delete(run.resolve("status.json"));
    Path same = Files.copy(config, folder.resolve("same.yaml"));
    String[] again = {"train", same.toString(), "--run-dir", run.toString(), "--resume"};
    assertEquals(2, experiment.leap(again));
    assertTrue(
        experiment
            .error()
            .endsWith(
                "was started with another configuration: there [], here [model.initialization=STANDARD]; a run that an older version began goes on with --set model.initialization=he; use that configuration, another --run-dir, or --restart"),
        experiment.error());

    List<String> asItWas = new ArrayList<>(List.of(again));
    asItWas.addAll(List.of("--set", "model.initialization=he"));
    assertEquals(0, experiment.leap(asItWas.toArray(String[]::new)), experiment::error);
    // To the places that are the same on every processor.
    assertEquals(losses(golden), losses(run));
  }

  private static List<String> losses(Path run) throws IOException {
    return RecordedRun.read(Folder.at(run.toString(), HADOOP))
        .orElseThrow()
        .history()
        .rounds()
        .stream()
        .map(round -> String.format(Locale.ROOT, "%.4f", round.loss()))
        .toList();
  }

  @Test
  void aNewerExperimentOrRunIsRefusedAndNamesItsRelease() throws IOException {
    Path copy = folder.resolve("newer");
    List<Path> all = releases();
    FileUtils.copyDirectory(all.get(all.size() - 1).resolve("experiment").toFile(), copy.toFile());
    for (Path newer : List.of(copy.resolve("runs").resolve(RUN), copy)) {
      Path status = newer.resolve("status.json");
      Files.writeString(
          status,
          Files.readString(status)
              .replaceFirst("\"format\" : \\d+", "\"format\" : 9")
              // A state that this release has no word for.
              .replaceFirst("\"state\" : \"[^\"]*\"", "\"state\" : \"RESTING\"")
              .replaceFirst("\"writtenBy\" : \"[^\"]*\"", "\"writtenBy\" : \"LEAP 9.9\""));
      for (Path reported : List.of(newer, copy)) {
        assertEquals(3, experiment.leap("report", reported.toString()));
        assertEquals(
            status
                + ": was written by LEAP 9.9 in format 9; this version reads up to 2: use that release or a newer one",
            experiment.error());
      }
    }
  }
}
