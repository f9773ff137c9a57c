package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultKeyTest {
  private static final String FULL =
      ConfigFolder.MINIMAL + "perturbation: {sigma: 0.1}\noptimizer: {weightDecay: 0.1}\n";

  @TempDir Path dir;

  private String key(String... sets) throws Exception {
    return new ConfigFolder(dir).load(FULL, sets).resultKey();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed=43",
        "data.train.images=/other",
        "data.normalize=none",
        "data.normalize=maxabs",
        "data.seed=43",
        "data.augment=[{name: horizontal-flip}]",
        "data.augment=[{name: random-crop}]",
        "data.validation=0.1",
        "data.validation={images: /i, labels: /l}",
        "data.onBadRecord=skip",
        "data.badRecordLimit=0.02",
        "data.limit=100",
        "data.limit=0.5",
        "data.labelNoise=0.2",
        "training.evaluateEvery=2 epochs",
        "flatness.every=2 epochs",
        "model.name=mlp",
        "model.initialization=he",
        "optimizer.name=momentum",
        "optimizer.weightDecay=0.2",
        "optimizer.weightDecayMode=decoupled",
        "schedule.learningRate=0.2",
        "schedule={name: step, every: 1 epoch}",
        "perturbation.sigma=0.2",
        "perturbation.mode=absolute",
        "perturbation.truncate=3",
        "perturbation.seed=1",
        "training.epochs=2",
        "training.steps=1",
        "training.batchSize=33",
        "training.workers=2",
        "training.averagingFrequency=6",
        "training.averagingFrequency={quadratic: {alpha: 1}}",
        "training.averagingFrequency={post-local: {from: 1 epoch}}",
        "training.outer={name: momentum}",
        "training.outer={name: nesterov}",
        "training.outer={name: adam}",
        "training.threadsPerWorker=2",
        "training.optimizerState=reset",
        "training.recompute=true",
        "training.precision=bfloat16",
      })
  void everySettingThatChangesTheResultChangesTheKey(String set) throws Exception {
    assertNotEquals(key(), key(set));
  }

  @Test
  void nameAndWhereValuesComeFromDoNotChangeTheKey() throws Exception {
    assertEquals(key(), key("name=other"));
    assertEquals(key(), key("checkpoint.keep=9", "checkpoint.everyRounds=1"));
    assertEquals(key(), key("data.cache=none"));
    assertEquals(key(), key("training.reduction=sliced", "training.allowMixedHardware=true"));
    assertEquals(key(), key("training.workers=1", "perturbation.seed=42"));
  }

  /** Runs and prepared data of before there were these keys go on. */
  @Test
  void whatIsNotAskedForIsNotInTheKey() throws Exception {
    assertEquals(key(), key("data.labelNoise=0", "training.evaluateEvery=1 epoch"));
    assertFalse(
        key().contains("labelNoise") || key().contains("limit=") || key().contains("Every"));
    String noisy = key("data.labelNoise=0.2", "data.limit=0.5", "training.evaluateEvery=2 epochs");
    assertTrue(
        noisy
            .lines()
            .toList()
            .containsAll(
                List.of(
                    "data.options.limit=0.5",
                    "data.options.labelNoise=0.2",
                    "training.evaluateEvery=Span",
                    "training.evaluateEvery.count=2")));
  }

  @Test
  void aLongerRunIsTheSameRunOnlyIfItIsEvaluatedWhereTheShorterOneEnds() throws Exception {
    String every = "training.evaluateEvery=2 epochs";
    RunConfig longer = config("training.epochs=8", every);
    assertTrue(longer.goesBeyond(config("training.epochs=4", every)));
    assertFalse(longer.goesBeyond(config("training.epochs=5", every)));
    assertFalse(config("training.steps=9", every).goesBeyond(config("training.steps=4", every)));
  }

  @Test
  void residualBlocksAsTheyEverWereHaveTheKeyThatTheyEverHad() throws Exception {
    String resnet = "model={name: resnet20, initialization: he}";
    assertEquals(key(resnet), key(resnet, "model.zeroResidual=false"));
    assertNotEquals(key(resnet), key(resnet, "model.zeroResidual=true"));
  }

  @Test
  void scalingThatIsChosenByTheDataIsThatOfEarlierReleasesButForSparseFormats() throws Exception {
    assertEquals(key("data.normalize=auto"), key("data.normalize=standard"));
    String svm = "data={format: libsvm, train: /t, test: /t}";
    assertNotEquals(key(svm), key(svm, "data.normalize=standard"));
  }

  @Test
  void averagingAsItEverWasHasTheKeyThatItEverHad() throws Exception {
    assertEquals(key(), key("training.outer={name: none}"));
    assertTrue(key().contains("\ntraining.averagingFrequency=5\ntraining.threadsPerWorker=1\n"));
    String rules =
        key(
            "training.averagingFrequency={quadratic: {start: 3, alpha: 0.5}}",
            "training.outer={name: nesterov}");
    assertTrue(
        rules.contains(
            """
            training.averagingFrequency=Quadratic
            training.averagingFrequency.start=3
            training.averagingFrequency.alpha=0.5
            """),
        rules);
    assertTrue(
        rules.contains(
            """
            training.outer=Nesterov
            training.outer.learningRate=0.7
            training.outer.momentum=0.9
            """),
        rules);
  }

  @Test
  void keyNamesEverySettingOnALineOfItsOwn() throws Exception {
    var lines = key("data.train.images=\"/a\\nseed=1\"").lines().toList();

    assertTrue(lines.contains("data.train.images=\"/a\\u000aseed=1\""), lines::toString);
    assertTrue(lines.contains("seed=42"), lines::toString);
    assertTrue(lines.contains("training.workers=1"), lines::toString);
    assertEquals(1, lines.stream().filter(line -> line.startsWith("seed=")).count());
  }

  private RunConfig config(String... sets) throws Exception {
    return new ConfigFolder(dir).load(FULL, sets);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule={name: constant, learningRate: 1}",
        "schedule={name: step, learningRate: 1, every: 1 epoch}",
        "schedule={name: cosine-restarts, learningRate: 1, period: 1 epoch}",
        "schedule={name: cosine, learningRate: 1, length: 9 epochs}",
        "schedule={name: warmup, learningRate: 1, length: 5 steps, then: {name: plateau}}",
      })
  void aLongerRunIsTheSameRunWhereNothingDependsOnItsLength(String schedule) throws Exception {
    RunConfig shorter = config(schedule, "training.epochs=2");
    assertTrue(config(schedule, "training.epochs=3").goesBeyond(shorter));
    assertFalse(config(schedule, "training.epochs=2").goesBeyond(shorter));
    assertFalse(config(schedule, "training.epochs=1").goesBeyond(shorter));
    assertFalse(config(schedule, "training.steps=1000").goesBeyond(shorter));
    assertFalse(config(schedule, "training.epochs=3", "seed=9").goesBeyond(shorter));
    assertEquals(shorter.stepsKey(), config(schedule, "training.epochs=3").stepsKey());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "schedule={name: cosine, learningRate: 1}",
        "schedule={name: polynomial, learningRate: 1}",
        "schedule={name: one-cycle, learningRate: 1}",
        "schedule={name: warmup, learningRate: 1, length: 5 steps, then: {name: cosine}}",
        "perturbation.sigmaSchedule=linear",
        "perturbation.sigmaSchedule=cosine",
      })
  void aLongerRunIsAnotherRunWhereTheRateOrSigmaDependsOnItsLength(String setting)
      throws Exception {
    RunConfig shorter = config(setting, "training.epochs=2");
    RunConfig longer = config(setting, "training.epochs=3");
    assertFalse(longer.goesBeyond(shorter));
    assertNotEquals(shorter.stepsKey(), longer.stepsKey());
    assertTrue(longer.resultKey().lines().toList().contains("training.epochs=3"));
  }
}
