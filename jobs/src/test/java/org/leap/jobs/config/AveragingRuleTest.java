package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.Span.Clock;
import org.leap.spark.engine.AveragingFrequency;
import org.leap.spark.engine.OuterOptimizer;

class AveragingRuleTest {
  @TempDir Path dir;

  private ResolvedConfig resolve(String training, String... sets) throws Exception {
    return new ConfigFolder(dir).resolve(ConfigFolder.MINIMAL + training + "\n", sets);
  }

  private AveragingFrequency frequency(String written, String... sets) throws Exception {
    var config = resolve("training: {averagingFrequency: " + written + "}", sets).config();
    return config.training().averagingFrequency().at(new Clock(10, 100), config.schedule());
  }

  @Test
  void aNumberIsWrittenAsEver() throws Exception {
    assertEquals(new AveragingFrequency.Constant(7), frequency("7"));
    assertEquals(new AveragingFrequency.Constant(5), frequency(""));
  }

  @Test
  void rulesHaveDefaultsAndSpansBecomeSteps() throws Exception {
    assertEquals(
        new AveragingFrequency.Quadratic(5, 0.5, 0), frequency("{quadratic: {alpha: 0.5}}"));
    assertEquals(
        new AveragingFrequency.PostLocal(30, 16), frequency("{post-local: {from: 3 epochs}}"));
    assertEquals(
        new AveragingFrequency.PostLocal(4, 8),
        frequency("{post-local: {from: 4 steps, then: 8}}"));
  }

  /** The rate counts that a warmup leads to, and the peak of a single cycle. */
  @Test
  void whileTheRateRisesTheQuadraticRuleLooksAhead() throws Exception {
    String rule = "{quadratic: {start: 2, alpha: 1}}";
    assertEquals(
        new AveragingFrequency.Quadratic(2, 1, 20),
        frequency(rule, "schedule={name: warmup, learningRate: 1, length: 2 epochs}"));
    assertEquals(
        new AveragingFrequency.Quadratic(2, 1, 24),
        frequency(rule, "schedule={name: one-cycle, learningRate: 1, rise: 0.25}"));
  }

  @Test
  void aHigherLayerReplacesTheRuleOrChangesIt() throws Exception {
    String lower = "{quadratic: {start: 3, alpha: 0.5}}";
    assertEquals(
        new AveragingFrequency.Quadratic(3, 0.25, 0),
        frequency(lower, "training.averagingFrequency.quadratic.alpha=0.25"));
    assertEquals(
        new AveragingFrequency.PostLocal(10, 16),
        frequency(lower, "training.averagingFrequency.post-local.from=1 epoch"));
    assertEquals(
        new AveragingFrequency.Constant(4), frequency(lower, "training.averagingFrequency=4"));
    assertEquals(
        new AveragingFrequency.Quadratic(5, 2, 0),
        frequency("9", "training.averagingFrequency={quadratic: {alpha: 2}}"));
  }

  @Test
  void theResolvedConfigurationReadsBack() throws Exception {
    var resolved =
        resolve(
            "training: {averagingFrequency: {post-local: {from: 3 epochs}}, outer: {name: adam}}");
    assertEquals(resolved.config(), new ConfigFolder(dir).load(resolved.yaml()));
    assertTrue(resolved.yaml().contains("then: 16"), resolved.yaml());
  }

  @Test
  void outerOptimizersHaveDefaults() throws Exception {
    assertEquals(OuterOptimizer.none(), outer(""));
    assertEquals(new OuterOptimizer.Momentum(0.7, 0.9, false), outer("{name: momentum}"));
    assertEquals(
        new OuterOptimizer.Momentum(1, 0, true),
        outer("{name: nesterov, learningRate: 1, momentum: 0}"));
    assertEquals(new OuterOptimizer.Adam(0.01, 0.9, 0.99, 1e-3), outer("{name: adam}"));
  }

  private OuterOptimizer outer(String written) throws Exception {
    return resolve("training: {outer: " + written + "}").config().training().outer().optimizer();
  }
}
