package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.Span.Clock;
import org.leap.jobs.model.ModelZoo;
import org.leap.spark.data.ExampleShape;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** A new schedule and a new optimizer are a record each, and nothing else. */
class NewVariantTest {
  @Key.Word("halving")
  record Halving(
      double learningRate,
      @Key(doc = "after how long the rate is halved", orElse = "2 epochs") Span after)
      implements ScheduleConfig {
    static void check(Values values) {
      values.refuseIf(
          values.has("after", Span.steps(1)), "after", "one step is too short; write more");
    }

    @Override
    public ISchedule at(Clock clock) {
      return new StepSchedule(ScheduleType.ITERATION, learningRate, 0.5, clock.steps(after));
    }
  }

  @Key.Word("lookahead")
  record Lookahead(
      @Key(doc = "how far it looks", orElse = "0.5", in = "[0, 1)") double reach,
      WeightDecay weightDecay)
      implements OptimizerConfig {
    @Override
    public IUpdater updater() {
      return new Nesterovs(1, reach);
    }
  }

  private static final Fields<RunConfig> WITH_BOTH =
      RunSchema.run(
          new Schema(
              Map.of(
                  ScheduleConfig.class, List.of(Halving.class),
                  OptimizerConfig.class, List.of(Lookahead.class))));

  private static final String YAML =
      ConfigFolder.DATA
          + """
          model: {name: lenet}
          optimizer: {name: lookahead, weightDecay: 0.1}
          schedule: {name: halving, learningRate: 0.8}
          """;

  @TempDir Path dir;

  private ResolvedConfig load(String... sets) throws Exception {
    var file = new ConfigFolder(dir).write("x.yaml", YAML);
    return ConfigLoader.load(file, List.of(sets), Map.of(), WITH_BOTH);
  }

  @Test
  void isReadAndWrittenWithItsDefaults() throws Exception {
    var config = load("schedule.after=30 steps").config();

    assertEquals(new Halving(0.8, Span.steps(30)), config.schedule());
    assertEquals(
        new Lookahead(0.5, new WeightDecay(0.1, WeightDecay.Mode.COUPLED)), config.optimizer());
    var yaml = load().yaml();
    assertTrue(yaml.contains("  after: 2 epochs  # default\n"), yaml);
    assertTrue(yaml.contains("  reach: 0.5  # default\n"), yaml);
  }

  @Test
  void problemsAreReportedAtTheirKeys() {
    var refused =
        assertThrows(
            ConfigException.class, () -> load("schedule.after=1 step", "optimizer.reach=1"));

    assertEquals(
        """
        --set: optimizer.reach: must be at least 0 and less than 1, found 1
        --set: schedule.after: one step is too short; write more""",
        refused.getMessage());
  }

  @Test
  void everySettingIsInTheReferenceAndInTheKeyOfARun() throws Exception {
    var reference = SchemaReference.markdown(WITH_BOTH).lines().toList();
    var key = load().config().resultKey().lines().toList();

    for (var row :
        List.of(
            "| `after` | `halving` | `N epochs` or `N steps` | `2 epochs` | After how long the rate is halved |",
            "| `then.after` | `halving` | `N epochs` or `N steps` | `2 epochs` | After how long the rate is halved |",
            "| `reach` | `lookahead` | number, at least 0 and less than 1 | `0.5` | How far it looks |")) {
      assertTrue(reference.contains(row), row);
    }
    assertTrue(
        key.containsAll(
            List.of(
                "optimizer=Lookahead",
                "optimizer.reach=0.5",
                "optimizer.weightDecay.coefficient=0.1",
                "schedule=Halving",
                "schedule.after.count=2",
                "schedule.after.unit=EPOCHS")),
        key::toString);
  }

  @Test
  void theRateReachesTheLayersOfANetwork() throws Exception {
    var config =
        load("schedule={name: warmup, length: 10 steps, then: {name: halving, after: 1 epoch}}")
            .config();
    var updater = config.optimizer().updater(config.schedule().at(new Clock(20, 100)));
    var network =
        ModelZoo.network(
            config.model(), new ExampleShape(1, 28, 28, 10), updater, WeightDecay.NONE, 42);

    var layer = (BaseLayer) network.layers().get(0);
    assertEquals(0.08, layer.getIUpdater().getLearningRate(0, 0), 1e-12);
    assertEquals(0.8, layer.getIUpdater().getLearningRate(29, 1), 1e-12);
    assertEquals(0.4, layer.getIUpdater().getLearningRate(30, 1), 1e-12);
    assertEquals(0.8, layer.getIUpdater().getLearningRate(15, 0), 1e-12);
  }
}
