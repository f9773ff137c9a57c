package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigProblemsTest {
  @TempDir Path dir;

  private ConfigFolder folder() {
    return new ConfigFolder(dir);
  }

  @Test
  void allProblemsAreReportedTogetherByLine() throws Exception {
    var problems =
        folder()
            .problems(
                """
                sede: 7
                data:
                  format: idx
                  train: {images: /i, labels: "${NOPE}/l"}
                  test: {images: /i, lables: /l}
                model: {name: lenet, hidden: [3]}
                optimizer: {name: momentun}
                schedule: {learningRate: 0}
                perturbation:
                  sigmma: 0.1
                training:
                  epochs: 4
                  steps: 3
                  batchSize: lots
                  workers: 0
                """,
                "training.averagingFrequency=-5");

    assertEquals(
        List.of(
            "x.yaml:1: sede: unknown key; did you mean \"seed\"?",
            "x.yaml:4: data.train.labels: environment variable \"NOPE\" is not set; set it, or write"
                + " the path without it",
            "x.yaml:5: data.test.lables: unknown key; did you mean \"labels\"?",
            "x.yaml:6: model.hidden: not a key of lenet, only of mlp, gcn, gat, gin",
            "x.yaml:7: optimizer.name: expected one of sgd, momentum, nesterov, adam, adamw, adagrad, rmsprop, adamax, amsgrad, nadam, found"
                + " \"momentun\"; did you mean \"momentum\"?",
            "x.yaml:8: schedule.learningRate: must be greater than 0, found 0",
            "x.yaml:10: perturbation.sigmma: unknown key; did you mean \"sigma\"?",
            "x.yaml:13: training.steps: only one of epochs, steps may be set; remove the others",
            "x.yaml:14: training.batchSize: expected a whole number, found \"lots\"",
            "x.yaml:15: training.workers: must be between 1 and 65536, found 0",
            "--set: training.averagingFrequency: must be between 1 and 1000000, found -5"),
        problems);
  }

  @Test
  void messageOfTheExceptionHasOneLineForEachProblem() throws Exception {
    var file = folder().write("x.yaml", ConfigFolder.MINIMAL + "a: 1\nb: 2\n");
    try {
      ConfigLoader.load(file, List.of(), ConfigFolder.ENVIRONMENT);
    } catch (ConfigException e) {
      assertEquals(e.problems().get(0) + "\n" + e.problems().get(1), e.getMessage());
      assertEquals(2, e.getMessage().lines().count());
      return;
    }
    throw new AssertionError("unknown keys were accepted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name=a/b | name: expected 1 to 100 letters, digits, dots, hyphens and underscores, found \"a/b\"",
        "name=.. | name: expected 1 to 100 letters, digits, dots, hyphens and underscores, found \"..\"",
        "name=[a] | name: expected text, found a list",
        "seed=1.5 | seed: expected a whole number, found \"1.5\"",
        "seed=\"5\" | seed: expected a whole number, found \"5\" in quotes",
        "seed=9223372036854775808 | seed: must be between -9223372036854775808 and 9223372036854775807, found 9223372036854775808",
        "seed={a: 1} | seed: expected a whole number, found a block of keys",
        "data.format=mnist | data.format: expected one of idx, cifar10, cifar100, images, webdataset, csv, libsvm, parquet, table, prepared, planetoid, edgelist, found \"mnist\"",
        "data.train=/x | data.train: expected a block with images, labels, found \"/x\"",
        "data.train.images=[/x] | data.train.images: expected a path or URI, found a list",
        "data.train.images=\" \" | data.train.images: expected a path or URI, found \" \"",
        "data.train.images=${EMPTY}/x | data.train.images: environment variable \"EMPTY\" is empty; set it, or write the path without it",
        "data.train.images=/x${LEAP_DATA | data.train.images: expected } after ${, found \"/x${LEAP_DATA\"",
        "data.augment=[{name: rotate}] | data.augment.0.name: expected one of random-crop, horizontal-flip, random-resized-crop, found \"rotate\"",
        "data.augment={name: horizontal-flip} | data.augment: expected a list such as [{name: horizontal-flip}], found a block of keys",
        "data.augment=[{name: random-resized-crop}] | data.augment.0.size: missing; expected whole number, between 1 and 4096",
        "data.validation=1 | data.validation: must be greater than 0 and less than 1, found 1",
        "data.validation=/x | data.validation: expected a number, found \"/x\"",
        "data.validation={images: /x} | data.validation.labels: missing; expected path or URI",
        "data.normalize=Unit | data.normalize: expected one of auto, standard, maxabs, unit, none, found \"Unit\"; did you mean \"unit\"?",
        "model=mlp | model: expected a block such as {name: mlp}, found \"mlp\"",
        "model.name=[mlp] | model.name: expected one of mlp, lenet, vgg16, resnet18, resnet50, googlenet, resnet20, resnet32, gcn, gat, gin, file, found a list",
        "model={name: mlp, hidden: 5} | model.hidden: expected a list such as [a, b], found \"5\"",
        "model={name: mlp, hidden: []} | model.hidden: expected a list of 1 to 100 values, found 0 values",
        "model={name: mlp, hidden: [5, 0]} | model.hidden.1: must be between 1 and 1000000, found 0",
        "model={name: mlp, hidden: [5, x]} | model.hidden.1: expected a whole number, found \"x\"",
        "model={name: mlp, dropout: 1} | model.dropout: must be at least 0 and less than 1, found 1",
        "model={name: mlp, activation: rely} | model.activation: expected one of relu, tanh, sigmoid, leaky-relu, elu, found \"rely\"; did you mean \"relu\"?",
        "optimizer.momentum=0.9 | optimizer.momentum: not a key of sgd, only of momentum, nesterov",
        "optimizer.learningRate=0.9 | optimizer.learningRate: unknown key; did you mean \"schedule.learningRate\"?",
        "optimizer.zzz=1 | optimizer.zzz: unknown key; known here: name, weightDecay, weightDecayMode",
        "optimizer={name: momentum, momentum: 1} | optimizer.momentum: must be at least 0 and less than 1, found 1",
        "optimizer={name: adam, epsilon: 0} | optimizer.epsilon: must be greater than 0, found 0",
        "optimizer={name: adam, beta2: -.1} | optimizer.beta2: must be at least 0 and less than 1, found -.1",
        "optimizer.weightDecay=-1 | optimizer.weightDecay: must be at least 0, found -1",
        "schedule.learningRate=fast | schedule.learningRate: expected a number, found \"fast\"",
        "schedule.learningRate=.nan | schedule.learningRate: expected a number, found \".nan\"",
        "schedule.learningRate=1e999 | schedule.learningRate: must be greater than 0, found 1e999",
        "schedule.learningRate=0x1p3 | schedule.learningRate: expected a number, found \"0x1p3\"",
        "schedule={name: step, every: 10} | schedule.every: expected a number of epochs or steps, such as 10 epochs or 500 steps, found \"10\"",
        "schedule={name: step, every: 0 epochs} | schedule.every: must be at least 1, found \"0 epochs\"",
        "schedule={name: step, every: 1 step, factor: 1.1} | schedule.factor: must be greater than 0 and at most 1, found 1.1",
        "schedule={name: cosine-restarts, period: 1 step, minimum: 0.5} | schedule.minimum: must be at most the learning rate 0.1, found 0.5",
        "schedule={name: warmup, length: 1 step, then: {name: cosine-restarts, period: 1 step, minimum: 0.5}} | schedule.then.minimum: must be at most the learning rate 0.1, found 0.5",
        "schedule={name: warmup, length: 1 step, then: {name: warmup}} | schedule.then.name: expected one of constant, step, multi-step, exponential, inverse, polynomial, sigmoid, cosine, cosine-restarts, cyclical, one-cycle, plateau, found \"warmup\"",
        "schedule={name: warmup, length: 1 step, then: {learningRate: 1}} | schedule.then.learningRate: unknown key; did you mean \"schedule.learningRate\"?",
        "perturbation.sigma=-0.1 | perturbation.sigma: must be at least 0, found -0.1",
        "perturbation={sigma: 1, truncate: 0.9} | perturbation.truncate: must be at least 1, found 0.9",
        "perturbation.mode=absolute | perturbation.sigma: missing; write sigma, the strength of the perturbation (0 for none)",
        "perturbation={sigma: 1, truncate: 2, distribution: uniform} | perturbation.truncate: only a gaussian distribution can be truncated; remove truncate, or use distribution gaussian",
        "perturbation={sigma: 1, compensation: full, streams: shared} | perturbation.compensation: shared streams are not damped by averaging; use compensation none, or streams independent",
        "training.epochs=0 | training.epochs: must be between 1 and 1000000, found 0",
        "training.batchSize=-32 | training.batchSize: must be between 1 and 1000000, found -32",
        "training.threadsPerWorker=0 | training.threadsPerWorker: must be between 1 and 1024, found 0",
        "schedule={name: cyclical, learningRate: 0.5, maximum: 0.1, halfCycle: 1 epoch} | schedule.maximum: must be at least the learning rate 0.5, found 0.1",
        "schedule={name: plateau, learningRate: 0.5, minimum: 0.6} | schedule.minimum: must be at most the learning rate 0.5, found 0.6",
        "training.gradientClip={} | training.gradientClip.norm: missing; write norm or value, or leave gradientClip out",
        "training.gradientClip={norm: 1, value: 2} | training.gradientClip.value: only one of norm, value may be set; remove the others",
        "training.classWeights=equal | training.classWeights: expected balanced or a list of numbers, one for each class, found \"equal\"",
        "training.classWeights=[1, -2] | training.classWeights.1: must be at least 0, found -2",
        "training.labelSmoothing=1 | training.labelSmoothing: must be at least 0 and less than 1, found 1",
        "training.averagingFrequency=often | training.averagingFrequency: expected a whole number, found \"often\"",
        "training.averagingFrequency={} | training.averagingFrequency.quadratic: missing; write quadratic, post-local or a number",
        "training.averagingFrequency={quadratic: {start: 3}} | training.averagingFrequency.quadratic.alpha: missing; expected number, greater than 0",
        "training.averagingFrequency={quadratic: {alpha: 1}, post-local: {from: 1 epoch}} | training.averagingFrequency.post-local: only one of quadratic, post-local may be set; remove the others",
        "training.averagingFrequency={post-local: {then: 4}} | training.averagingFrequency.post-local.from: missing; expected N epochs or N steps",
        "training.averagingFrequency={quadratics: {alpha: 1}} | training.averagingFrequency.quadratics: unknown key; did you mean \"quadratic\"?",
        "training.outer={name: nesterov, momentum: 1} | training.outer.momentum: must be at least 0 and less than 1, found 1",
        "training.outer={name: none, momentum: 0.5} | training.outer.momentum: not a key of none, only of momentum, nesterov",
        "flatMinima.swa={} | flatMinima.swa.start: missing; expected N epochs or N steps",
        "training.evaluate=1 epoch | training.evaluate: unknown key; known here: epochs, steps, batchSize, workers, averagingFrequency, threadsPerWorker, optimizerState, outer, reduction, recompute, precision, allowMixedHardware, gradientClip, labelSmoothing, classWeights, evaluateEvery, earlyStopping, stopAtLoss",
        "training={precision: bfloat16, recompute: true} | training.precision: DL4J's own layers compute in float32; remove precision or recompute",
        "training=[] | training: expected a block with epochs, steps, batchSize, workers, averagingFrequency, threadsPerWorker, optimizerState, outer, reduction, recompute, precision, allowMixedHardware, gradientClip, labelSmoothing, classWeights, evaluateEvery, earlyStopping, stopAtLoss, found a list",
      })
  void eachRuleIsReportedAtItsKey(String set, String problem) throws Exception {
    assertEquals(List.of("--set: " + problem), folder().problems(ConfigFolder.MINIMAL, set));
  }

  @Test
  void missingKeysAreReportedAtTheLineOfTheirBlock() throws Exception {
    assertEquals(
        List.of(
            "x.yaml:3: model: missing; expected block with name: mlp, lenet, vgg16, resnet18, resnet50, googlenet, resnet20, resnet32, gcn, gat, gin, file",
            "x.yaml:3: schedule: missing; expected block with name: constant, step, multi-step, exponential, inverse, polynomial, sigmoid, cosine, cosine-restarts, cyclical, one-cycle, plateau, warmup",
            "x.yaml:5: data.train.labels: missing; expected path or URI",
            "x.yaml:7: data.test: missing; expected block"),
        folder()
            .problems(
                """
                # a comment

                data:
                  format: idx
                  train:
                    images: /i
                  test:
                """));
  }

  @Test
  void missingKeysOfAVariantChosenByOptionAreReportedInTheFile() throws Exception {
    assertEquals(
        List.of("x.yaml:6: schedule.every: missing; expected N epochs or N steps"),
        folder().problems(ConfigFolder.MINIMAL, "schedule.name=step"));
  }

  @Test
  void blockWithoutItsVariantIsReportedOnce() throws Exception {
    assertEquals(
        List.of(
            "x.yaml:6: model.name: missing; expected one of mlp, lenet, vgg16, resnet18, resnet50, googlenet, resnet20, resnet32, gcn, gat, gin, file"),
        folder()
            .problems(
                ConfigFolder.DATA
                    + """

                    model:
                      hidden: [3]
                    schedule: {learningRate: 1}
                    """));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "workers | expected key=value such as training.workers=4, found \"workers\"",
        "=4 | expected key=value such as training.workers=4, found \"=4\"",
        "a..b=4 | expected key=value such as training.workers=4, found \"a..b=4\"",
        "model={name: mlp | not valid YAML: expected ',' or '}', but got <stream end>",
        "extends=base.yaml | extends: can only be written in a file",
      })
  void optionsThatCannotBeReadAreReported(String option, String problem) throws Exception {
    assertEquals(List.of("--set: " + problem), folder().problems(ConfigFolder.MINIMAL, option));
  }

  @Test
  void longValuesAreShortenedAndControlCharactersEscaped() throws Exception {
    assertEquals(
        List.of(
            "--set: training.workers: expected a whole number, found \"\\u001b\\u000a"
                + "x".repeat(198)
                + "...\" in quotes"),
        folder()
            .problems(
                ConfigFolder.MINIMAL, "training.workers=\"\\x1b\\n" + "x".repeat(300) + "\""));
  }
}
