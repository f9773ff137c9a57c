package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.leap.jobs.cli.Experiment;

/** One small experiment, trained over and over: once undisturbed, then with something going on. */
final class DrillRuns {
  static final int ROUNDS = 15;

  /** From the start of an undisturbed process to its end, on a busy machine. */
  static final Duration START_TO_END = Duration.ofMinutes(2);

  /** From the disturbance to the end of the run: it resumes its work, or ends. */
  static final Duration RECOVERY = Duration.ofSeconds(90);

  private static final String WHOLE = "whole";

  private final Experiment experiment;
  private final Path work;

  /** Of every run. */
  private final List<String> settings;

  DrillRuns(Path folder) throws IOException, InterruptedException {
    this(folder, ROUNDS, List.of());
  }

  /**
   * @param rounds of the undisturbed run
   * @param settings that every run changes
   */
  DrillRuns(Path folder, int rounds, List<String> settings)
      throws IOException, InterruptedException {
    this.settings = settings.stream().flatMap(set -> Stream.of("--set", set)).toList();
    experiment = new Experiment(Files.createDirectories(folder.resolve("experiment")));
    work = Files.createDirectories(folder.resolve("work"));
    experiment.configuration(
        "perturbation: {sigma: 0.3}",
        "training: {epochs: 3, batchSize: 8, workers: 2, averagingFrequency: 2}",
        "checkpoint: {everyRounds: 3, keep: 2}");
    try (Driver driver = Driver.first(work, embedded(Map.of()), training(WHOLE))) {
      assertEquals(0, driver.await(START_TO_END), driver.tail());
    }
    assertEquals(rounds, status(WHOLE).get("rounds").asInt());
  }

  /** Settings of a run inside the driver's process. */
  static Map<String, String> embedded(Map<String, String> more) {
    return with(Map.of("spark.master", "local[2]"), more);
  }

  static Map<String, String> with(Map<String, String> conf, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(conf);
    all.putAll(more);
    return all;
  }

  Driver train(String run, Map<String, String> conf, String... options) throws IOException {
    return Driver.start(work, conf, training(run, options));
  }

  /** Evaluates the network of the undisturbed run. */
  Driver evaluate(Map<String, String> conf) throws IOException {
    return Driver.start(
        work,
        conf,
        List.of(
            "evaluate",
            "--model",
            path(WHOLE).resolve("model.zip").toString(),
            "--data",
            experiment.path("config.yaml").toString()));
  }

  private List<String> training(String run, String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", experiment.path("config.yaml").toString()));
    arguments.addAll(List.of("--run-dir", path(run).toString()));
    arguments.addAll(settings);
    arguments.addAll(List.of(options));
    return arguments;
  }

  Hold hold(int tasks, int stage) throws IOException {
    return Hold.of(work, tasks, stage);
  }

  Path path(String run) {
    return experiment.path(run);
  }

  JsonNode status(String run) throws IOException {
    return experiment.status(run);
  }

  /** The run ended as the undisturbed one: bits, counts, accuracy and every line of metrics. */
  void assertLikeUndisturbed(String run) throws IOException {
    assertEquals("SUCCEEDED", status(run).get("state").asText());
    assertEquals(experiment.sha(WHOLE), experiment.sha(run), run);
    for (String field : List.of("rounds", "epochs", "examples", "testAccuracy", "trainLoss")) {
      assertEquals(status(WHOLE).get(field), status(run).get(field), field);
    }
    assertEquals(losses(WHOLE), losses(run), "losses of " + run);
  }

  private List<String> losses(String run) throws IOException {
    return experiment.metrics(run).stream()
        .map(line -> line.path("round") + ": " + line.path("loss") + line.path("testLoss"))
        .toList();
  }

  /** Rounds of the newest committed checkpoint; 0 if there is none. */
  int checkpointedRounds(String run) throws IOException {
    Path checkpoints = path(run).resolve("checkpoints");
    if (!Files.exists(checkpoints)) {
      return 0;
    }
    try (Stream<Path> folders = Files.list(checkpoints)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("manifest.json")))
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.matches("round-\\d{6}"))
          .mapToInt(name -> Integer.parseInt(name.substring(6)))
          .max()
          .orElse(0);
    }
  }
}
