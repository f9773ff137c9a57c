package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.core.step.Precision;
import org.leap.spark.engine.ReductionChoice;

class PrecedenceTest {
  @TempDir Path dir;

  private ConfigFolder folder() {
    return new ConfigFolder(dir);
  }

  @Test
  void optionsWinOverFileOverParentOverGrandparentOverDefaults() throws Exception {
    folder()
        .write(
            "grandparent.yaml",
            ConfigFolder.MINIMAL
                + "training: {workers: 2, batchSize: 2, averagingFrequency: 2, epochs: 2}\n");
    folder()
        .write(
            "parent.yaml",
            "extends: grandparent.yaml\ntraining: {workers: 3, batchSize: 3, averagingFrequency: 3}");
    var training =
        folder()
            .load(
                "extends: parent.yaml\ntraining: {workers: 4, batchSize: 4}",
                "training.workers=5",
                "training.workers=6")
            .training();

    assertEquals(
        new TrainingConfig(
            Optional.of(2L),
            Optional.empty(),
            4,
            6,
            new AveragingRule.Steps(3),
            1,
            TrainingConfig.OptimizerState.AVERAGE,
            OuterConfig.NONE,
            ReductionChoice.AUTO,
            false,
            Precision.FLOAT32,
            false,
            Optional.empty(),
            0,
            Optional.empty(),
            Span.epochs(1),
            Optional.empty(),
            Optional.empty()),
        training);
  }

  @Test
  void originsAreWrittenBehindTheValues() throws Exception {
    Files.createDirectory(dir.resolve("base"));
    folder().write("base/parent.yaml", ConfigFolder.MINIMAL + "seed: 5\n");
    var yaml =
        folder()
            .resolve("extends: base/parent.yaml\n\ntraining:\n  workers: 4", "training.batchSize=8")
            .yaml()
            .replace(dir + "/", "");

    for (var line :
        List.of(
            "name: x  # default",
            "seed: 5  # base/parent.yaml:7",
            "    images: /d/train-images.gz  # base/parent.yaml:3",
            "  workers: 4  # x.yaml:4",
            "  batchSize: 8  # --set",
            "  averagingFrequency: 5  # default")) {
      assertEquals(1, yaml.lines().filter(line::equals).count(), line + "\nis not in\n" + yaml);
    }
  }

  @Test
  void problemsAreReportedWhereTheyWereWritten() throws Exception {
    Files.createDirectory(dir.resolve("base"));
    folder().write("base/parent.yaml", ConfigFolder.MINIMAL + "seed: many\n");

    assertEquals(
        List.of(
            "x.yaml:2: sigma: unknown key; did you mean \"perturbation.sigma\"?",
            "base/parent.yaml:7: seed: expected a whole number, found \"many\""),
        folder().problems("extends: base/parent.yaml\nsigma: 1"));
  }

  @Test
  void parentsThatCannotBeReadAreReportedAtExtends() throws Exception {
    folder().write("broken.yaml", "seed: [1\n");

    assertEquals(
        List.of("x.yaml:2: extends: \"none.yaml\": no such file; check the path"),
        folder().problems("seed: 1\nextends: none.yaml"));
    assertEquals(
        List.of("x.yaml:1: extends: \".\": this is a directory; expected a YAML file"),
        folder().problems("extends: ."));
    assertEquals(
        List.of("x.yaml:1: extends: expected a file, found a list"),
        folder().problems("extends: [a]"));
    assertEquals(
        List.of("broken.yaml:2: not valid YAML: expected ',' or ']', but got <stream end>"),
        folder().problems("extends: broken.yaml"));
  }

  @Test
  void filesThatExtendEachOtherAreReported() throws Exception {
    folder().write("a.yaml", "extends: b.yaml");
    folder().write("b.yaml", "extends: ./x.yaml");

    assertEquals(
        List.of(
            "b.yaml:1: extends: \"./x.yaml\": the files extend each other in a circle: x.yaml ->"
                + " a.yaml -> b.yaml -> x.yaml"),
        folder().problems("extends: a.yaml"));
  }

  @Test
  void anotherVariantDropsKeysOfLowerLayersThatItDoesNotHave() throws Exception {
    var yaml =
        ConfigFolder.DATA
            + """
            model: {name: mlp, hidden: [3], dropout: 0.5}
            optimizer: {name: nesterov, momentum: 0.7, weightDecay: 0.1}
            schedule: {name: cosine-restarts, learningRate: 0.3, period: 2 epochs}
            """;
    var config =
        folder()
            .load(yaml, "schedule.name=constant", "optimizer.name=momentum", "model.name=lenet");

    assertEquals(new ScheduleConfig.Constant(0.3), config.schedule());
    assertEquals(
        new OptimizerConfig.Momentum(0.7, new WeightDecay(0.1, WeightDecay.Mode.COUPLED)),
        config.optimizer());
    assertEquals(ModelConfig.Lenet.STANDARD, config.model());
  }

  @Test
  void anotherVariantBehindTheDefaultOneKeepsWhatBothHave() throws Exception {
    var config =
        folder()
            .load(
                ConfigFolder.MINIMAL + "optimizer: {weightDecay: 0.1}",
                "optimizer.name=adam",
                "schedule.name=warmup",
                "schedule.length=3 steps");

    assertEquals(
        new OptimizerConfig.Adam(0.9, 0.999, 1e-8, new WeightDecay(0.1, WeightDecay.Mode.COUPLED)),
        config.optimizer());
    assertEquals(
        new ScheduleConfig.Warmup(Span.steps(3), new ScheduleConfig.Constant(0.1)),
        config.schedule());
  }

  @Test
  void anotherVariantOfANestedBlockDropsItsKeysOnly() throws Exception {
    var yaml =
        ConfigFolder.DATA
            + """
            model: {name: lenet}
            schedule: {name: warmup, learningRate: 1, length: 2 steps, then: {name: step, every: 1 epoch}}
            """;

    assertEquals(
        new ScheduleConfig.Warmup(
            Span.steps(2), new ScheduleConfig.Exponential(1, 0.5, Span.epochs(1))),
        folder()
            .load(yaml, "schedule.then.name=exponential", "schedule.then.decay=0.5")
            .schedule());
  }

  @Test
  void aNetworkFromAFileReplacesOneByNameAndTheOtherWayRound() throws Exception {
    assertEquals(
        ModelConfig.File.of("/x.json"),
        folder().load(ConfigFolder.MINIMAL, "model.file=/x.json", "schedule=").model());
    assertEquals(
        ModelConfig.Lenet.STANDARD,
        folder()
            .load(
                ConfigFolder.MINIMAL.replace("model: {name: lenet}", "model: {file: /x.json}"),
                "model.name=lenet")
            .model());
  }

  @Test
  void keysOfOneLayerAreNeverDropped() throws Exception {
    assertEquals(
        List.of("--set: schedule.period: not a key of constant, only of cosine-restarts"),
        folder()
            .problems(ConfigFolder.MINIMAL, "schedule.period=1 step", "schedule.name=constant"));
    assertEquals(
        List.of(
            "x.yaml:7: optimizer.beta1: not a key of sgd, only of adam, adamw, adamax, amsgrad, nadam"),
        folder().problems(ConfigFolder.MINIMAL + "optimizer: {name: sgd, beta1: 0.5}"));
  }

  @Test
  void stepsOfAHigherLayerReplaceEpochsOfALowerOne() throws Exception {
    var epochs = ConfigFolder.MINIMAL + "training: {epochs: 3}";
    var steps = ConfigFolder.MINIMAL + "training: {steps: 3}";

    assertEquals(Span.steps(9), folder().load(epochs, "training.steps=9").training().length());
    assertEquals(Span.epochs(9), folder().load(steps, "training.epochs=9").training().length());
  }

  @Test
  void sigmaZeroByOptionEqualsAFileWithoutPerturbation() throws Exception {
    var with =
        ConfigFolder.MINIMAL
            + "perturbation: {sigma: 0.1, truncate: 3, mode: absolute, compensation: full, seed: 9}";

    assertEquals(folder().load(ConfigFolder.MINIMAL), folder().load(with, "perturbation.sigma=0"));
    assertEquals(folder().load(ConfigFolder.MINIMAL), folder().load(with, "perturbation="));
  }

  @Test
  void emptyValuePutsAKeyBackToItsDefault() throws Exception {
    var yaml = ConfigFolder.MINIMAL + "seed: 5\nperturbation: {sigma: 0.1, truncate: 3}\n";
    var config = folder().load(yaml, "seed=", "perturbation.truncate=null", "name=~");

    assertEquals(42, config.seed());
    assertEquals("x", config.name());
    assertEquals(true, config.perturbation().truncate().isEmpty());
  }

  @Test
  void optionsMayBeBlocksAndLists() throws Exception {
    var config =
        folder()
            .load(ConfigFolder.MINIMAL, "model={name: mlp, hidden: [7, 8]}", "model.hidden=[9]");

    assertEquals(
        new ModelConfig.Mlp(
            List.of(9), ModelConfig.Activation.RELU, 0, ModelConfig.Initialization.STANDARD),
        config.model());
  }
}
