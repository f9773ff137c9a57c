package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.cli.Experiment;

/** An experiment is killed again and again, and its tables stay the same to the byte. */
final class ExperimentDrill {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir static Path folder;

  @Test
  void killedAnywhereAndResumedItGivesTheSameTables() throws IOException, InterruptedException {
    Experiment experiment = new Experiment(folder);
    experiment.configuration(
        "perturbation: {sigma: 0.3}",
        "training: {epochs: 3, batchSize: 8, workers: 1, averagingFrequency: 2}",
        "checkpoint: {everyRounds: 3, keep: 2}");
    Files.write(
        experiment.path("grid.yaml"),
        List.of(
            "base: config.yaml",
            "grid: {schedule.learningRate: [0.01, 0.02]}",
            "seeds: [1, 2]",
            "flatness: {examples: 40, lanczosSteps: 3, traceProbes: 2, noisePairs: 2}"));
    try (Driver driver = start(experiment, "whole")) {
      assertEquals(0, driver.await(LIMIT), driver.tail());
    }
    int kills = 0;
    for (int wait = 4_000; ; wait += 700) {
      try (Driver driver = start(experiment, "killed", "--resume")) {
        Thread.sleep(wait);
        if (!driver.isAlive()) {
          assertEquals(0, driver.await(LIMIT), driver.tail());
          break;
        }
        driver.kill();
        kills++;
      }
    }
    System.err.println("killed " + kills + " times");
    for (String table : List.of("results.csv", "table.csv", "table.md")) {
      assertEquals(
          Files.readString(experiment.path("whole").resolve(table)),
          Files.readString(experiment.path("killed").resolve(table)),
          table);
    }
  }

  private static Driver start(Experiment experiment, String into, String... options)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "experiment",
                experiment.path("grid.yaml").toString(),
                "--run-dir",
                experiment.path(into).toString()));
    arguments.addAll(List.of(options));
    return Driver.start(folder, DrillRuns.embedded(Map.of()), arguments);
  }
}
