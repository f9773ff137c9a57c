package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leap.core.Perturbation;
import org.leap.core.noise.Distribution;
import org.leap.core.schedule.CyclicalSchedule;
import org.leap.core.step.Precision;
import org.leap.spark.engine.ReductionChoice;
import org.leap.spark.engine.TrainingPlan.Compensation;
import org.leap.spark.engine.TrainingPlan.NoiseStreams;

class ConfigMappingTest {
  @TempDir Path dir;

  private ConfigFolder folder() {
    return new ConfigFolder(dir);
  }

  private RunConfig with(String yaml) throws Exception {
    return folder().load(ConfigFolder.DATA + yaml);
  }

  @Test
  void defaultsAreAsDocumented() throws Exception {
    var expected =
        new RunConfig(
            "x",
            42,
            new DataConfig.Idx(
                Optional.of(new DataConfig.IdxFiles("/d/train-images.gz", "/d/train-labels.gz")),
                Optional.of(new DataConfig.IdxFiles("/d/test-images.gz", "/d/test-labels.gz")),
                Optional.empty(),
                DataOptions.DEFAULT),
            ModelConfig.Lenet.STANDARD,
            new OptimizerConfig.Sgd(WeightDecay.NONE),
            new ScheduleConfig.Constant(0.1),
            PerturbationConfig.OFF,
            FlatMinimaConfig.NONE,
            new TrainingConfig(
                Optional.of(1L),
                Optional.empty(),
                32,
                1,
                new AveragingRule.Steps(5),
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
            Optional.empty(),
            new CheckpointConfig(20, 3, Optional.empty()));

    assertEquals(expected, folder().load(ConfigFolder.MINIMAL));
  }

  @Test
  void everyKeyReachesItsSetting() throws Exception {
    var config =
        folder()
            .load(
                """
                name: full.run_1-a
                seed: -9223372036854775808
                data:
                  format: idx
                  train: {images: hdfs://h/a, labels: s3a://b/l}
                  test: {images: file:/c, labels: /d}
                  normalize: unit
                  validation: {images: /e, labels: /f}
                  seed: 7
                  limit: 0.25
                  labelNoise: 0.4
                  onBadRecord: skip
                  badRecordLimit: 0.5
                  cache: none
                  augment: [{name: random-crop, padding: 2}, {name: horizontal-flip}]
                model: {name: mlp, hidden: [30, 20, 10], activation: leaky-relu, dropout: 0.25}
                optimizer: {name: adam, beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 5e-4, weightDecayMode: decoupled}
                schedule:
                  name: warmup
                  learningRate: 0.2
                  length: 1 epoch
                  then: {name: cosine-restarts, period: 500 steps, periodMultiplier: 2, minimum: 0.001}
                perturbation:
                  sigma: 0.3
                  mode: absolute
                  scope: layer
                  distribution: gaussian
                  truncate: 2.5
                  sigmaSchedule: cosine
                  compensation: full
                  streams: independent
                  seed: 0
                flatMinima:
                  sam: {rho: 0.1}
                  swa: {start: 3 epochs, every: 20 steps}
                  gradientNoise: {eta: 0.01, gamma: 0.6}
                training: {steps: 700, batchSize: 64, workers: 4, averagingFrequency: {quadratic: {start: 7, alpha: 0.25}}, threadsPerWorker: 2, optimizerState: reset, outer: {name: nesterov, learningRate: 0.6, momentum: 0.8}, reduction: sliced, recompute: true, precision: float32, allowMixedHardware: true, gradientClip: {norm: 2.5}, labelSmoothing: 0.1, classWeights: [1, 2.5], evaluateEvery: 3 epochs, earlyStopping: {metric: accuracy, patience: 3, minDelta: 0.001}, stopAtLoss: 0.05}
                flatness: {every: 2 epochs, examples: 500, lanczosSteps: 20}
                checkpoint: {everyRounds: 7, keep: 2, dir: /checkpoints}
                """);

    var expected =
        new RunConfig(
            "full.run_1-a",
            Long.MIN_VALUE,
            new DataConfig.Idx(
                Optional.of(new DataConfig.IdxFiles("hdfs://h/a", "s3a://b/l")),
                Optional.of(new DataConfig.IdxFiles("file:/c", "/d")),
                Optional.of(ShareOr.of(new DataConfig.IdxFiles("/e", "/f"))),
                new DataOptions(
                    0,
                    0.8,
                    DataOptions.Normalization.UNIT,
                    7,
                    Optional.of(Portion.of(0.25)),
                    0.4,
                    DataOptions.OnBadRecord.SKIP,
                    0.5,
                    List.of(new AugmentConfig.RandomCrop(2), new AugmentConfig.HorizontalFlip()),
                    DataOptions.Cache.NONE)),
            new ModelConfig.Mlp(
                List.of(30, 20, 10),
                ModelConfig.Activation.LEAKY_RELU,
                0.25,
                ModelConfig.Initialization.STANDARD),
            new OptimizerConfig.Adam(
                0.8, 0.99, 1e-6, new WeightDecay(5e-4, WeightDecay.Mode.DECOUPLED)),
            new ScheduleConfig.Warmup(
                Span.epochs(1), new ScheduleConfig.CosineRestarts(0.2, Span.steps(500), 2, 0.001)),
            new PerturbationConfig(
                0.3,
                Perturbation.Mode.ABSOLUTE,
                Perturbation.Scope.LAYER,
                Distribution.GAUSSIAN,
                OptionalDouble.of(2.5),
                Perturbation.SigmaSchedule.COSINE,
                Compensation.FULL,
                NoiseStreams.INDEPENDENT,
                0),
            new FlatMinimaConfig(
                Optional.of(new FlatMinimaConfig.Sam(0.1)),
                Optional.of(new FlatMinimaConfig.Swa(Span.epochs(3), Span.steps(20))),
                Optional.of(new FlatMinimaConfig.GradientNoise(0.01, 0.6))),
            new TrainingConfig(
                Optional.empty(),
                Optional.of(700L),
                64,
                4,
                new AveragingRule.Quadratic(7, 0.25),
                2,
                TrainingConfig.OptimizerState.RESET,
                new OuterConfig.Nesterov(0.6, 0.8),
                ReductionChoice.SLICED,
                true,
                Precision.FLOAT32,
                true,
                Optional.of(
                    new TrainingConfig.GradientClip(
                        OptionalDouble.of(2.5), OptionalDouble.empty())),
                0.1,
                Optional.of(new ClassWeights(List.of(1.0, 2.5))),
                Span.epochs(3),
                Optional.of(
                    new TrainingConfig.EarlyStopping(
                        TrainingConfig.EarlyStopping.Metric.ACCURACY, 3, 0.001)),
                Optional.of(0.05)),
            Optional.of(new FollowedFlatness(Span.epochs(2), 500, 20)),
            new CheckpointConfig(7, 2, Optional.of("/checkpoints")));
    assertEquals(expected, config);
  }

  @Test
  void precisionIsRead() throws Exception {
    var config = folder().load(ConfigFolder.MINIMAL, "training.precision=bfloat16");
    assertEquals(Precision.BFLOAT16, config.training().precision());
  }

  @Test
  void optimizersHaveTheirOwnDefaults() throws Exception {
    assertEquals(new OptimizerConfig.Momentum(0.9, WeightDecay.NONE), optimizer("momentum"));
    assertEquals(new OptimizerConfig.Nesterov(0.9, WeightDecay.NONE), optimizer("nesterov"));
    assertEquals(new OptimizerConfig.Adam(0.9, 0.999, 1e-8, WeightDecay.NONE), optimizer("adam"));
    assertEquals(
        new WeightDecay(0.01, WeightDecay.Mode.DECOUPLED), optimizer("adamw").weightDecay());
    assertEquals(new OptimizerConfig.AdamW(0.9, 0.999, 1e-8, 0.01), optimizer("adamw"));
    assertEquals(new OptimizerConfig.AdaGrad(1e-8, WeightDecay.NONE), optimizer("adagrad"));
    assertEquals(new OptimizerConfig.RmsProp(0.95, 1e-8, WeightDecay.NONE), optimizer("rmsprop"));
    assertEquals(
        new OptimizerConfig.AdaMax(0.9, 0.999, 1e-8, WeightDecay.NONE), optimizer("adamax"));
    assertEquals(
        new OptimizerConfig.AmsGrad(0.9, 0.999, 1e-8, WeightDecay.NONE), optimizer("amsgrad"));
    assertEquals(new OptimizerConfig.Nadam(0.9, 0.999, 1e-8, WeightDecay.NONE), optimizer("nadam"));
    assertEquals(
        new OptimizerConfig.Momentum(0.5, new WeightDecay(0.01, WeightDecay.Mode.COUPLED)),
        optimizer("momentum, momentum: 0.5, weightDecay: .01"));
  }

  private OptimizerConfig optimizer(String text) throws Exception {
    return with("model: {name: lenet}\nschedule: {learningRate: 1}\noptimizer: {name: "
            + text
            + "}")
        .optimizer();
  }

  @Test
  void schedulesHaveTheirOwnDefaults() throws Exception {
    assertEquals(
        new ScheduleConfig.Step(0.5, 0.1, Span.epochs(10)), schedule("step, every: 10 epochs"));
    assertEquals(
        new ScheduleConfig.Exponential(0.5, 0.95, Span.epochs(1)),
        schedule("exponential, decay: 0.95"));
    assertEquals(
        new ScheduleConfig.Exponential(0.5, 0.999, Span.steps(1)),
        schedule("exponential, decay: 0.999, per: 1 step"));
    assertEquals(
        new ScheduleConfig.CosineRestarts(0.5, Span.epochs(10), 1, 0),
        schedule("cosine-restarts, period: 10 epochs"));
    assertEquals(
        new ScheduleConfig.MultiStep(0.5, 0.1, List.of(Span.epochs(3), Span.steps(50))),
        schedule("multi-step, at: [3 epochs, 50 steps]"));
    assertEquals(
        new ScheduleConfig.Inverse(0.5, 0.1, 1, Span.epochs(1)), schedule("inverse, gamma: 0.1"));
    assertEquals(
        new ScheduleConfig.Polynomial(0.5, 1, Optional.empty(), 0), schedule("polynomial"));
    assertEquals(
        new ScheduleConfig.Sigmoid(0.5, 2, Span.epochs(5), Span.epochs(1)),
        schedule("sigmoid, gamma: 2, center: 5 epochs"));
    assertEquals(
        new ScheduleConfig.Cosine(0.5, Optional.of(Span.epochs(5)), 0),
        schedule("cosine, length: 5 epochs"));
    assertEquals(
        new ScheduleConfig.Cyclical(0.5, 1, Span.epochs(2), CyclicalSchedule.Form.TRIANGULAR),
        schedule("cyclical, maximum: 1, halfCycle: 2 epochs"));
    assertEquals(
        new ScheduleConfig.OneCycle(0.5, Optional.empty(), 0.3, 25, 10_000), schedule("one-cycle"));
    assertEquals(new ScheduleConfig.Plateau(0.5, 0.1, 10, 1e-4, 0), schedule("plateau"));
    assertEquals(
        new ScheduleConfig.Warmup(Span.steps(100), new ScheduleConfig.Constant(0.5)),
        schedule("warmup, length: 100 steps"));
  }

  private ScheduleConfig schedule(String text) throws Exception {
    return with("model: {name: lenet}\nschedule: {learningRate: 0.5, name: " + text + "}")
        .schedule();
  }

  @Test
  void mlpHasTwoHiddenLayersOfThousand() throws Exception {
    assertEquals(
        new ModelConfig.Mlp(
            List.of(1000, 1000),
            ModelConfig.Activation.RELU,
            0,
            ModelConfig.Initialization.STANDARD),
        with("model: {name: mlp}\nschedule: {learningRate: 1}").model());
  }

  @Test
  void networksHaveTheWidthsOfTheirPapers() throws Exception {
    assertEquals(ModelConfig.Vgg16.STANDARD, model("vgg16"));
    assertEquals(ModelConfig.Resnet20.STANDARD, model("resnet20"));
    assertEquals(
        new ModelConfig.Resnet32(16, ModelConfig.Initialization.STANDARD, false),
        model("resnet32"));
    assertEquals(
        new ModelConfig.Resnet18(
            64, ModelConfig.Stem.AUTO, ModelConfig.Initialization.STANDARD, false),
        model("resnet18"));
    assertEquals(
        new ModelConfig.Resnet50(
            32, ModelConfig.Stem.LARGE, ModelConfig.Initialization.STANDARD, false),
        model("resnet50, width: 32, stem: large"));
    assertEquals(
        new ModelConfig.Googlenet(
            64, ModelConfig.Stem.AUTO, 0, ModelConfig.Initialization.STANDARD),
        model("googlenet"));
    assertEquals(ModelConfig.File.of("hdfs://h/model.zip"), fromFile().model());
    assertEquals(new ScheduleConfig.OfNetwork(), fromFile().schedule());
    assertEquals(new OptimizerConfig.OfNetwork(), fromFile().optimizer());
    assertEquals(
        new ModelConfig.Vgg16(8, 64, true, 0.5, ModelConfig.Initialization.STANDARD),
        model("vgg16, width: 8, dense: 64, batchNormalization: true, dropout: 0.5"));
  }

  private RunConfig fromFile() throws Exception {
    return with("model: {file: 'hdfs://h/model.zip'}");
  }

  @Test
  void graphNetworksAreThoseOfTheirPapers() throws Exception {
    assertEquals(new ModelConfig.Gcn(2, 16, 0.5), model("gcn"));
    assertEquals(new ModelConfig.Gat(2, 8, 8, 1, 0.6, 0.6), model("gat"));
    assertEquals(new ModelConfig.Gin(2, 64, 0.5), model("gin"));
    assertEquals(
        new ModelConfig.Gat(3, 4, 2, 5, 0.1, 0.2),
        model(
            "gat, layers: 3, hidden: 4, heads: 2, outputHeads: 5, dropout: 0.1, attentionDropout: 0.2"));
  }

  private ModelConfig model(String text) throws Exception {
    return with("schedule: {learningRate: 1}\nmodel: {name: " + text + "}").model();
  }

  @Test
  void perturbationSeedIsTheRunsUnlessWritten() throws Exception {
    var yaml = ConfigFolder.MINIMAL + "seed: 7\nperturbation: {sigma: 0.1}\n";

    assertEquals(7, folder().load(yaml).perturbation().seed());
    assertEquals(8, folder().load(yaml, "perturbation.seed=8").perturbation().seed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "perturbation: {sigma: 0}",
        "perturbation: {sigma: -0.0, mode: absolute, seed: 5}",
        "perturbation: {}",
        "perturbation:"
      })
  void sigmaZeroEqualsNoPerturbation(String block) throws Exception {
    var without = folder().load(ConfigFolder.MINIMAL);

    assertEquals(without, folder().load(ConfigFolder.MINIMAL + block));
    assertTrue(without.perturbation().isOff());
  }

  @Test
  void weightDecayOfZeroHasNoMode() throws Exception {
    assertEquals(
        new OptimizerConfig.Sgd(WeightDecay.NONE), optimizer("sgd, weightDecayMode: decoupled"));
  }

  @Test
  void nameComesFromTheFile() throws Exception {
    var folder = folder();
    for (var names :
        List.of(
            List.of("quick.start.yaml", "quick.start"),
            List.of("my run (2).yml", "my-run--2-"),
            List.of(".yaml", "yaml"),
            List.of("...", "run"))) {
      var file = folder.write(names.get(0), ConfigFolder.MINIMAL);
      assertEquals(
          names.get(1),
          ConfigLoader.load(file, List.of(), ConfigFolder.ENVIRONMENT).config().name());
    }
  }

  @Test
  void aliasesStandForTheirAnchors() throws Exception {
    var config =
        folder()
            .load(
                """
                data:
                  format: idx
                  train: &set {images: /i, labels: /l}
                  test: *set
                model: {name: lenet}
                schedule: {learningRate: 1}
                """);

    var data = (DataConfig.Idx) config.data();
    assertEquals(data.train(), data.test());
  }
}
