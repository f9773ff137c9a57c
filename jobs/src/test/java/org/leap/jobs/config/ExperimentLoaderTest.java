package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leap.jobs.config.ExperimentPlan.Arm.LEAP;
import static org.leap.jobs.config.ExperimentPlan.Arm.PLAIN;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentLoaderTest {
  @TempDir private Path dir;
  private ConfigFolder folder;

  @BeforeEach
  void writeBase() throws IOException {
    folder = new ConfigFolder(dir);
    folder.write("base.yaml", ConfigFolder.MINIMAL + "perturbation: {sigma: 0.2}\n");
  }

  private ExperimentPlan load(String yaml) throws IOException, ConfigException {
    return ExperimentLoader.load(folder.write("grid.yaml", yaml), ConfigFolder.ENVIRONMENT);
  }

  private List<String> problems(String yaml) throws IOException {
    Path file = folder.write("grid.yaml", yaml);
    return assertThrows(
            ConfigException.class, () -> ExperimentLoader.load(file, ConfigFolder.ENVIRONMENT))
        .problems()
        .stream()
        .map(problem -> problem.toString().replace(dir + "/", ""))
        .toList();
  }

  @Test
  void everyCombinationIsACell() throws Exception {
    var plan =
        load(
            """
            base: base.yaml
            set: {training.epochs: 3, training: {batchSize: 16}}
            grid:
              schedule:
                - {name: constant, learningRate: 0.05}
                - {name: cosine-restarts, learningRate: 0.05, period: 2 epochs}
              perturbation.sigma: [0.1, 0.3]
            seeds: [1, 2, 3]
            parallel: 2
            """);
    assertEquals("grid", plan.name());
    assertEquals(List.of(1L, 2L, 3L), plan.config().seeds());
    assertEquals(ExperimentConfig.Arms.BOTH, plan.config().leap());
    assertEquals(
        List.of(
            "{schedule=constant, perturbation.sigma=0.1}",
            "{schedule=constant, perturbation.sigma=0.3}",
            "{schedule=cosine-restarts, perturbation.sigma=0.1}",
            "{schedule=cosine-restarts, perturbation.sigma=0.3}"),
        plan.cells().stream().map(cell -> cell.labels().toString()).toList());
    var run = plan.run(plan.cells().get(3), LEAP, 2, Map.of()).config();
    assertEquals(0.3, run.perturbation().sigma());
    assertEquals(2, run.seed());
    assertEquals(Span.epochs(3), run.training().length());
    assertEquals(16, run.training().batchSize());
    var plain = plan.run(plan.cells().get(3), PLAIN, 2, Map.of()).config();
    assertTrue(plain.perturbation().isOff());
    assertEquals(
        plain.resultKey(), plan.run(plan.cells().get(2), PLAIN, 2, Map.of()).config().resultKey());
  }

  @Test
  void labelsTellBlocksOfOneNameApart() throws Exception {
    var plan =
        load(
            """
            base: base.yaml
            grid:
              model: [{name: mlp, hidden: [10]}, {name: mlp, hidden: [20, 5]}, {name: lenet}]
            seeds: [1]
            """);
    assertEquals(
        List.of("mlp hidden=[10]", "mlp hidden=[20, 5]", "lenet"),
        plan.cells().stream().map(cell -> cell.labels().get("model")).toList());
  }

  @Test
  void aCaseChangesSeveralKeysTogether() throws Exception {
    var plan =
        load(
            """
            base: base.yaml
            grid:
              setting:
                - {name: slow, set: {optimizer: {name: sgd}, schedule.learningRate: 0.5}}
                - {name: fast, set: {optimizer: {name: adam}, schedule.learningRate: 0.001}}
            seeds: [1]
            """);
    assertEquals(
        List.of("slow", "fast"),
        plan.cells().stream().map(cell -> cell.labels().get("setting")).toList());
    var fast = plan.run(plan.cells().get(1), LEAP, 1, Map.of()).config();
    assertTrue(fast.resultKey().contains("optimizer=Adam"), fast.resultKey());
    assertTrue(fast.resultKey().contains("learningRate=0.001"), fast.resultKey());
  }

  @Test
  void anAxisThatIsCalledLikeAColumnOfTheResultsIsRefused() throws Exception {
    String yaml =
        """
        base: base.yaml
        grid:
          examples:
            - {name: few, set: {data.limit: 10}}
            - {name: all, set: {data.limit: 20}}
        seeds: [1]
        """;
    assertEquals(
        List.of(
            "grid.yaml:3: grid.examples: an axis cannot be called like a column of the results; write the whole key, such as training.epochs, or choose another name for the axis"),
        problems(yaml));
    // Spark does not tell columns apart by case.
    assertEquals(1, problems(yaml.replace("examples", "Sigma")).size());
    assertEquals(2, load(yaml.replace("examples", "examples-seen")).cells().size());
    String two =
        yaml.replace("seeds:", "  examples_seen: [{name: a, set: {data.limit: 10}}]\nseeds:");
    assertEquals(
        List.of(
            "grid.examples_seen: is one column of results.parquet with the axis examples.seen; choose another name"),
        problems(two.replace("examples:", "examples.seen:")).stream()
            .map(p -> p.replaceFirst("^grid.yaml:[0-9]+: ", ""))
            .toList());
  }

  @Test
  void problemsNameFileLineAndKey() throws IOException {
    String unknown =
        problems(
                """
                base: base.yaml
                grid:
                  schedule: [{name: constant, learningRat: 0.05}]
                seeds: [1]
                """)
            .get(0);
    assertTrue(unknown.startsWith("grid.yaml:3: schedule.learningRat: "), unknown);
    assertTrue(unknown.contains("learningRate"), unknown);
    assertEquals(
        List.of("grid.yaml:2: training.epochs: must be between 1 and 1000000, found 0"),
        problems("base: base.yaml\nset: {training.epochs: 0}\nseeds: [1]\n"));
  }

  @Test
  void wrongFilesAreRefused() throws IOException {
    assertEquals(
        List.of("grid.yaml:1: base: missing; expected path or URI"),
        problems("seeds: [1]\n").stream()
            .map(p -> p.replace("grid.yaml: ", "grid.yaml:1: "))
            .toList());
    assertTrue(
        problems("base: nowhere.yaml\nseeds: [1]\n")
            .get(0)
            .endsWith("nowhere.yaml: no such file; check the path"));
    assertEquals(
        List.of(
            "grid.yaml:2: seeds: a seed is written twice; a repeated run would only repeat its"
                + " result"),
        problems("base: base.yaml\nseeds: [1, 2, 1]\n"));
    assertEquals(
        List.of(
            "grid.yaml:2: grid.seed: expected a key of the run's configuration such as schedule or"
                + " training.epochs; the seeds of an experiment are in seeds"),
        problems("base: base.yaml\ngrid: {seed: [1, 2]}\nseeds: [1]\n"));
    assertEquals(
        List.of("grid.yaml:2: grid.training.workers: has 2 twice; remove one"),
        problems("base: base.yaml\ngrid: {training.workers: [2, 4, 2]}\nseeds: [1]\n"));
  }

  @Test
  void comparingNothingIsRefused() throws IOException {
    assertEquals(
        List.of(
            "grid.yaml:1: perturbation.sigma: is 0, so there is nothing to compare; write it in"
                + " base, set or grid, or use leap: with"),
        problems("base: base.yaml\nset: {perturbation.sigma: 0}\nseeds: [1]\n"));
    assertEquals(
        List.of(
            "grid.yaml:2: grid: sigma is tuned by search; remove perturbation.sigma from grid, or"
                + " search"),
        problems(
            """
            base: base.yaml
            grid: {perturbation.sigma: [0.1]}
            seeds: [1]
            search: {values: [0.1, 0.2], seeds: [9], onTest: true}
            """));
  }

  @Test
  void armsAreTheRunsWithoutLeapWithTheirKeys() throws Exception {
    var plan =
        load(
            """
            base: base.yaml
            grid: {perturbation.sigma: [0.5, 2]}
            arms:
              sam: {flatMinima.sam: {rho: 0.1}, training.batchSize: 16}
              placebo: {perturbation.sigma: 1e-6}
              rate-as-leap: {schedule.learningRate: {times: 1 + sigma^2}}
              rate-twice: {schedule.learningRate: {times: 2}}
              loss-of-leap: {training.stopAtLoss: leap}
            seeds: [1]
            margin: 0.5
            hypotheses: ["scalar noise: better than sam"]
            """);
    var cell = plan.cells().get(1);
    double rate = plan.run(cell, LEAP, 1, Map.of()).config().schedule().learningRate();
    var arms = plan.arms();
    assertEquals(
        List.of("plain", "leap", "sam", "placebo", "rate-as-leap", "rate-twice", "loss-of-leap"),
        arms.stream().map(ExperimentPlan.Arm::name).toList());
    var sam = plan.run(cell, arms.get(2), 1, Map.of()).config();
    assertTrue(sam.perturbation().isOff());
    assertEquals(0.1, sam.flatMinima().sam().orElseThrow().rho());
    assertEquals(16, sam.training().batchSize());
    assertEquals(1e-6, plan.run(cell, arms.get(3), 1, Map.of()).config().perturbation().sigma());
    var scaled = plan.run(cell, arms.get(4), 1, Map.of()).config();
    assertTrue(scaled.perturbation().isOff());
    assertEquals(5 * rate, scaled.schedule().learningRate(), 1e-12);
    // A sigma that a search has found.
    var tuned = Map.of("perturbation.sigma", "3");
    assertEquals(
        10 * rate, plan.run(cell, arms.get(4), 1, tuned).config().schedule().learningRate(), 1e-12);
    assertEquals(
        2 * rate,
        plan.run(cell, arms.get(5), 1, Map.of()).config().schedule().learningRate(),
        1e-12);
    assertTrue(arms.get(6).stopsAtLossOfLeap());
    assertEquals(
        plan.run(cell, PLAIN, 1, Map.of()).config().resultKey(),
        plan.run(cell, arms.get(6), 1, Map.of()).config().resultKey());
    var recorded = ExperimentLoader.recorded(plan.yaml(), "experiment.yaml");
    assertEquals(plan.config(), recorded);
  }

  @Test
  void dataAreDrawnAnewForEverySeedIfAsked() throws Exception {
    String yaml = "base: base.yaml\nseeds: [1, 2]\nset: {data.limit: 10}\n";
    var same = load(yaml);
    var cell = same.cells().get(0);
    assertEquals(42, same.run(cell, LEAP, 2, Map.of()).config().data().options().seed());
    var drawn = load(yaml + "drawData: true\n");
    assertEquals(2, drawn.run(cell, PLAIN, 2, Map.of()).config().data().options().seed());
    assertEquals(2, drawn.run(cell, LEAP, 2, Map.of()).config().data().options().seed());
  }

  @Test
  void armsAreTunedByAsManyCandidatesAsLeap() throws Exception {
    String yaml =
        """
        base: base.yaml
        seeds: [1]
        search: {values: [0.5, 1, 2], seeds: [9], onTest: true}
        arms:
          plain-tuned: {schedule.learningRate: {search: [0.05, 0.1, 0.2]}}
          each: {perturbation.scope: parameter, perturbation.sigma: {search: [1, 2, 3]}}
        """;
    var plan = load(yaml);
    var tunings = plan.tunings();
    assertEquals(
        List.of("perturbation.sigma", "schedule.learningRate", "perturbation.sigma"),
        tunings.stream().map(ExperimentPlan.Tuning::key).toList());
    assertEquals(List.of(0.05, 0.1, 0.2), tunings.get(1).candidates());
    var cell = plan.cells().get(0);
    var rate = tunings.get(1).arm();
    var changes = Map.of("perturbation.sigma", "2", "schedule.learningRate", "0.2");
    var tuned = plan.run(cell, rate, 1, changes).config();
    assertEquals(0.2, tuned.schedule().learningRate());
    assertTrue(tuned.perturbation().isOff());
    assertEquals(0.05, plan.run(cell, rate, 1, Map.of()).config().schedule().learningRate());
    var each = plan.run(cell, tunings.get(2).arm(), 1, Map.of("perturbation.sigma", "3")).config();
    assertEquals(3, each.perturbation().sigma());

    String wrong = "grid.yaml:5: schedule.learningRate.search: ";
    assertEquals(
        List.of(wrong + "expected a list of 3 numbers, as many as sigma has candidates"),
        problems(yaml.replace("0.05, 0.1, 0.2", "0.05, 0.1")));
    assertEquals(
        List.of(wrong + "expected a list of 3 numbers, as many as sigma has candidates"),
        problems(yaml.replace("0.05, 0.1, 0.2", "0.05, fast, 0.2")));
    assertEquals(
        List.of(
            "grid.yaml:3: "
                + wrong.substring(13)
                + "needs the block search, which says how and with which seeds"),
        problems(
            """
            base: base.yaml
            seeds: [1]
            arms: {plain-tuned: {schedule.learningRate: {search: [0.05, 0.1, 0.2]}}}
            """));
  }

  @Test
  void armsThatMeanNothingAreRefused() throws IOException {
    assertEquals(
        List.of(
            "grid.yaml:2: arms: leap is what the runs of every cell are called; choose another name",
            "grid.yaml:2: arms: same sets nothing, so it is the run without LEAP; write a key"),
        problems("base: base.yaml\narms: {leap: {training.epochs: 2}, same: {}}\nseeds: [1]\n"));
    assertEquals(
        List.of(
            "grid.yaml:2: arms: are compared with runs without LEAP, of which leap: with trains none; remove one of them"),
        problems("base: base.yaml\narms: {long: {training.epochs: 2}}\nseeds: [1]\nleap: with\n"));
    assertEquals(
        List.of(
            "grid.yaml:2: schedule.learningRate.times: expected a number above 0, or 1 + sigma^2, found \"sigma\""),
        problems(
            "base: base.yaml\narms: {fast: {schedule.learningRate: {times: sigma}}}\nseeds: [1]\n"));
    String unknown =
        problems("base: base.yaml\narms: {sam: {flatMinima.same.rho: 1}}\nseeds: [1]\n").get(0);
    assertTrue(unknown.startsWith("grid.yaml:2: flatMinima.same: "), unknown);
  }

  @Test
  void aSearchByTheTestSetMustBeAskedFor() throws Exception {
    String yaml = "base: base.yaml\nseeds: [1]\nsearch: {values: [0.1, 0.2], seeds: [9]}\n";
    assertEquals(
        List.of(
            "grid.yaml:1: search: would choose sigma by the test set, and favour LEAP in the comparison; write data.validation, or search.onTest: true"),
        problems(yaml));
    assertEquals(2, load(yaml + "set: {data.validation: 0.1}\n").arms().size());
    assertTrue(load(yaml.replace("}", ", onTest: true}")).config().search().get().onTest());
  }

  @Test
  void randomCandidatesAreTheSameEveryTime() throws Exception {
    String yaml =
        """
        base: base.yaml
        seeds: [1]
        search: {method: random, low: 0.01, high: 1, trials: 5, seeds: [9], onTest: true}
        """;
    var sigmas = load(yaml).config().search().orElseThrow().sigmas();
    assertEquals(5, sigmas.size());
    assertTrue(sigmas.stream().allMatch(s -> s >= 0.01 && s <= 1), sigmas::toString);
    assertEquals(sigmas, load(yaml).config().search().orElseThrow().sigmas());
  }

  /** They have four digits, so that there are few in a narrow interval. */
  @Test
  void randomCandidatesThatCannotDifferAreRefused() throws Exception {
    String yaml =
        """
        base: base.yaml
        seeds: [1]
        search: {method: random, low: 0.1, high: 0.1005, seeds: [9], onTest: true}
        """;
    assertEquals(
        List.of(
            "grid.yaml:3: search.high: leaves 6 candidates of four digits from low on, and trials is 8; raise high, or lower trials"),
        problems(yaml));
    var six = load(yaml.replace("seeds: [9]", "trials: 6, seeds: [9]"));
    assertEquals(
        List.of(0.1, 0.1001, 0.1002, 0.1003, 0.1004, 0.1005),
        six.config().search().orElseThrow().sigmas());
  }

  @Test
  void aSearchHasSeedsOfItsOwn() throws Exception {
    String yaml =
        """
        base: base.yaml
        seeds: [1, 2, 3]
        search: {values: [0.1, 0.2], seeds: [9, 3, 2], onTest: true}
        """;
    assertEquals(
        List.of(
            "grid.yaml:1: search.seeds: has 3, 2 of the experiment's seeds, so sigma would be chosen by the runs it is then compared in; write others"),
        problems(yaml));
    // A folder that an older version wrote still opens.
    assertEquals(
        List.of(9L, 3L, 2L),
        ExperimentLoader.recorded(yaml, "experiment.yaml").search().orElseThrow().seeds());
  }

  @Test
  void oneFolderForTheCheckpointsOfAllRunsIsRefused() throws Exception {
    String why =
        ": checkpoint.dir: is one folder, which the runs of an experiment cannot share; remove it, and each keeps its checkpoints in its run folder";
    String yaml = "base: base.yaml\nseeds: [1, 2]\n";
    assertEquals(
        List.of("grid.yaml:3" + why), problems(yaml + "set: {checkpoint.dir: /checkpoints}\n"));
    assertEquals(
        List.of("grid.yaml:3" + why),
        problems(
            yaml + "arms: {sam: {flatMinima.sam.rho: 0.1, checkpoint: {dir: /checkpoints}}}\n"));
    folder.write(
        "base.yaml",
        ConfigFolder.MINIMAL
            + "perturbation: {sigma: 0.2}\ncheckpoint: {keep: 2, dir: /checkpoints}\n");
    int line = ConfigFolder.MINIMAL.lines().toList().size() + 2;
    assertEquals(List.of("base.yaml:" + line + why), problems(yaml));
  }
}
