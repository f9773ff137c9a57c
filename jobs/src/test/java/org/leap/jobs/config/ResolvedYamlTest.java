package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolvedYamlTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed=0",
        "name=null-",
        "name=\"5\"",
        "data.normalize=none",
        "data.train.images=\"it's a \\\"path\\\"\\\\ # with: {all} [of], it\\n\\t\\u0007é\\U0001f600\"",
        "data.train.images=/a/$${LEAP_DATA}/$$${x}",
        "data.train.images=~/x",
        "data.train.images=\"null\"",
        "data.train.images=hdfs://h:1/x y",
        "model={name: mlp, hidden: [1, 2, 3], activation: tanh, dropout: 1e-20}",
        "optimizer={name: nesterov, momentum: 0.123456789012345678, weightDecay: 1e20}",
        "optimizer={name: adam, epsilon: 4.9e-324}",
        "schedule={name: step, learningRate: 1.7976931348623157e308, every: 1 epoch}",
        "schedule={name: exponential, decay: 0.5, per: 1 step}",
        "schedule={name: cosine-restarts, period: 3 epochs}",
        "schedule={name: warmup, length: 1 step, then: {name: step, every: 2 steps}}",
        "perturbation={sigma: 0.1}",
        "perturbation={sigma: 0.1, truncate: 2, seed: -3, scope: scalar}",
        "perturbation={sigma: 0, truncate: 2, seed: -3, scope: scalar}",
        "training={steps: 100, earlyStopping: {}}",
        "training={steps: 100, optimizerState: reset, gradientClip: {value: 2}}",
        "flatMinima={sam: {}, swa: {start: 1 epoch}, gradientNoise: {eta: 1e-3}}",
        "schedule={name: multi-step, at: [1 epoch, 20 steps]}",
        "schedule={name: one-cycle, length: 3 epochs}",
      })
  void resolvedConfigurationLoadsAsItself(String set) throws Exception {
    var first = new ConfigFolder(dir).resolve(ConfigFolder.MINIMAL, set);
    var elsewhere = Files.createDirectory(dir.resolve("run")).resolve("config.yaml");
    Files.writeString(elsewhere, first.yaml());
    var again = ConfigLoader.load(elsewhere, List.of(), Map.of());

    assertEquals(first.config(), again.config(), first.yaml());
    assertEquals(first.config().resultKey(), again.config().resultKey());
  }

  @Test
  void aNetworkFromAFileLoadsAsItself() throws Exception {
    var first =
        new ConfigFolder(dir).resolve(ConfigFolder.MINIMAL, "model={file: /x.json}", "schedule=");
    var copy = Files.writeString(dir.resolve("copy.yaml"), first.yaml());

    assertEquals(
        first.config().resultKey(),
        ConfigLoader.load(copy, List.of(), Map.of()).config().resultKey(),
        first.yaml());
  }

  @Test
  void everyKeyIsWrittenWithItsOrigin() throws Exception {
    var yaml =
        new ConfigFolder(dir)
            .resolve(ConfigFolder.MINIMAL + "perturbation: {sigma: 5e-4}\n", "training.steps=3")
            .yaml()
            .replace(dir + "/", "");

    assertEquals(
        """
        # The resolved configuration, each value with its origin.
        name: x  # default
        seed: 42  # default
        data:
          format: idx  # x.yaml:2
          train:
            images: /d/train-images.gz  # x.yaml:3
            labels: /d/train-labels.gz  # x.yaml:3
          test:
            images: /d/test-images.gz  # x.yaml:4
            labels: /d/test-labels.gz  # x.yaml:4
          # validation: no validation
          normalize: auto  # default
          seed: 42  # default
          # limit: all
          labelNoise: 0  # default
          onBadRecord: fail  # default
          badRecordLimit: 0.01  # default
          augment: []  # default
          cache: memory  # default
        model:
          name: lenet  # x.yaml:5
          initialization: standard  # default
        optimizer:
          name: sgd  # default
          weightDecay: 0  # default
          weightDecayMode: coupled  # default
        schedule:
          name: constant  # default
          learningRate: 0.1  # x.yaml:6
        perturbation:
          sigma: 0.0005  # x.yaml:7
          mode: relative  # default
          scope: parameter  # default
          distribution: gaussian  # default
          # truncate: not truncated
          sigmaSchedule: constant  # default
          compensation: none  # default
          streams: independent  # default
          # seed: the run's seed
        flatMinima:
          # sam: without
          # swa: without
          # gradientNoise: without
        training:
          steps: 3  # --set
          batchSize: 32  # default
          workers: 1  # default
          averagingFrequency: 5  # default
          threadsPerWorker: 1  # default
          optimizerState: average  # default
          outer:
            name: none  # default
          reduction: auto  # default
          recompute: false  # default
          precision: float32  # default
          allowMixedHardware: false  # default
          # gradientClip: not clipped
          labelSmoothing: 0  # default
          # classWeights: every example alike
          evaluateEvery: 1 epoch  # default
          # earlyStopping: never
          # stopAtLoss: never
        # flatness: not measured
        checkpoint:
          everyRounds: 20  # default
          keep: 3  # default
          # dir: the run folder's `checkpoints`
        """,
        yaml);
  }

  @Test
  void fileNameCannotBreakOutOfItsComment() throws Exception {
    var file = new ConfigFolder(dir).write("a\nseed: 1.yaml", ConfigFolder.MINIMAL);
    var first = ConfigLoader.load(file, List.of(), Map.of());
    var again =
        ConfigLoader.load(Files.writeString(dir.resolve("b"), first.yaml()), List.of(), Map.of());

    assertEquals(first.config(), again.config());
  }
}
