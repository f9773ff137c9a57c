package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    var run = plan.run(plan.cells().get(3), true, 2, Map.of()).config();
    assertEquals(0.3, run.perturbation().sigma());
    assertEquals(2, run.seed());
    assertEquals(Span.epochs(3), run.training().length());
    assertEquals(16, run.training().batchSize());
    var plain = plan.run(plan.cells().get(3), false, 2, Map.of()).config();
    assertTrue(plain.perturbation().isOff());
    assertEquals(
        plain.resultKey(), plan.run(plan.cells().get(2), false, 2, Map.of()).config().resultKey());
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
    var fast = plan.run(plan.cells().get(1), true, 1, Map.of()).config();
    assertTrue(fast.resultKey().contains("optimizer=Adam"), fast.resultKey());
    assertTrue(fast.resultKey().contains("learningRate=0.001"), fast.resultKey());
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
            search: {values: [0.1, 0.2], seeds: [9]}
            """));
  }

  @Test
  void randomCandidatesAreTheSameEveryTime() throws Exception {
    String yaml =
        """
        base: base.yaml
        seeds: [1]
        search: {method: random, low: 0.01, high: 1, trials: 5, seeds: [9]}
        """;
    var sigmas = load(yaml).config().search().orElseThrow().sigmas();
    assertEquals(5, sigmas.size());
    assertTrue(sigmas.stream().allMatch(s -> s >= 0.01 && s <= 1), sigmas::toString);
    assertEquals(sigmas, load(yaml).config().search().orElseThrow().sigmas());
  }
}
