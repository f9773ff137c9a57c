package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;

/** Runs of {@code leap experiment} that diverge, fail, or cannot be read. */
class ExperimentFailuresTest extends OnGrid {
  @Test
  void aDivergedRunIsAResult() throws IOException {
    file(
        "base: config.yaml",
        "set: {training.epochs: 1, optimizer: {name: sgd}}",
        "grid: {schedule.learningRate: [0.02, 1e30]}",
        "seeds: [1]",
        "leap: with");
    assertEquals(0, start("e"), experiment::error);
    assertEquals(1, experiment.status("e").get("diverged").asInt());
    assertTrue(text("e/results.csv").contains("1e30_leap_seed1,1e30,true,0.3,1,DIVERGED,0,"));
    assertTrue(text("e/table.md").contains("| 0; 1 diverged |"), text("e/table.md"));
    assertEquals(0, start("e", "--resume"), experiment::error);
  }

  @Test
  void aFailedRunStopsNoOtherAndIsTriedAgain() throws IOException {
    file(
        "base: config.yaml",
        "set: {training.epochs: 1}",
        "grid: {data.train.labels: [missing-labels, train-labels]}",
        "seeds: [1]",
        "leap: with");
    assertEquals(5, start("e"));
    assertTrue(
        experiment
            .error()
            .matches(
                "(?s)1 run failed, missing-labels_leap_seed1: .*missing-labels.*--resume tries"
                    + " again what failed"),
        experiment.error());
    assertEquals("FAILED", experiment.status("e").get("state").asText());
    assertEquals(1, experiment.status("e").get("succeeded").asInt());
    assertTrue(
        text("e/results.csv")
            .contains("train-labels_leap_seed1,train-labels,true,0.3,1,SUCCEEDED"));
    Files.copy(experiment.path("train-labels"), experiment.path("missing-labels"));
    assertEquals(0, start("e", "--resume"), experiment::error);
    assertEquals("SUCCEEDED", experiment.status("e").get("state").asText());
  }

  /** Spark's exceptions are checked, although no method says so. */
  @Test
  void aRunThatFailsInSparkStopsNoOther() throws IOException {
    prepare("good");
    prepare("bad");
    Path shard = experiment.path("bad/train-00000.shard");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length - 1] ^= 1;
    Files.write(shard, bytes);
    file(
        "base: config.yaml",
        "set: {training.epochs: 1}",
        "grid:",
        "  data:",
        "    - {format: prepared, path: bad}",
        "    - {format: prepared, path: good}",
        "seeds: [1]",
        "leap: with");
    assertEquals(5, start("e"));
    assertTrue(
        experiment
            .error()
            .matches(
                "(?s)1 run failed, format-prepared-path-bad_leap_seed1: .*train-00000.shard.*"),
        experiment.error());
    JsonNode status = experiment.status("e");
    assertEquals("FAILED", status.get("state").asText());
    assertEquals(1, status.get("succeeded").asInt());
    assertTrue(text("e/table.md").contains("1 failed"), text("e/table.md"));
    assertTrue(text("e/results.csv").contains(",true,0.3,1,SUCCEEDED"), text("e/results.csv"));
  }

  private void prepare(String folder) throws IOException {
    assertEquals(
        0,
        experiment.leap(
            "data",
            "prepare",
            experiment.path("config.yaml").toString(),
            "--out",
            experiment.path(folder).toString()),
        experiment::error);
  }

  @Test
  void whereSparkIsLostTheTablesHoldTheRunsThatHadEnded() throws Exception {
    file(
        "base: config.yaml",
        "set: {training.epochs: 20}",
        "seeds: [1, 2, 3]",
        "leap: with",
        "parallel: 1");
    Thread loss = new Thread(this::stopSparkInTheSecondRun);
    loss.start();
    assertEquals(5, start("e"));
    loss.join();
    assertTrue(experiment.error().startsWith("1 run failed, leap_seed2: "), experiment.error());
    JsonNode status = experiment.status("e");
    assertEquals("FAILED", status.get("state").asText());
    assertEquals(1, status.get("succeeded").asInt());
    String results = text("e/results.csv");
    assertTrue(results.contains("leap_seed1,true,0.3,1,SUCCEEDED,20,"), results);
    assertTrue(results.contains("leap_seed2,true,0.3,2,FAILED,0,"), results);
    assertTrue(results.contains("leap_seed3,true,0.3,3,INTERRUPTED,0,"), results);
  }

  private void stopSparkInTheSecondRun() {
    try {
      while (!Files.exists(experiment.path("e/runs/leap_seed2/metrics.jsonl"))) {
        Thread.sleep(5);
      }
      SparkContext.getOrCreate().stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aRunWhoseStatusCannotBeReadStopsNoOther() throws IOException {
    file("base: config.yaml", "set: {training.epochs: 1}", "seeds: [1]");
    assertEquals(0, start("e"), experiment::error);
    Files.writeString(experiment.path("e/runs/leap_seed1/status.json"), "{");
    Files.delete(experiment.path("e/results.csv"));
    assertEquals(5, start("e", "--resume"));
    assertTrue(
        experiment.error().matches("(?s)1 run failed, leap_seed1: .*status.json: .*"),
        experiment.error());
    assertEquals("FAILED", experiment.status("e").get("state").asText());
    assertTrue(text("e/results.csv").contains("plain_seed1,false,0.0,1,SUCCEEDED"));
    assertTrue(text("e/results.csv").contains("leap_seed1,true,0.3,1,FAILED"));
  }

  @Test
  void flatnessThatFailsIsAMissingValue() throws IOException {
    String[] plain = {"base: config.yaml", "set: {training.epochs: 1}", "seeds: [1]"};
    file(plain);
    assertEquals(0, start("e"), experiment::error);
    Files.writeString(experiment.path("e/runs/plain_seed1/model.zip"), "no network");
    String flatness = "flatness: {examples: 40, lanczosSteps: 2, traceProbes: 2, noisePairs: 2}";
    file(Stream.concat(Stream.of(plain), Stream.of(flatness)).toArray(String[]::new));
    assertEquals(0, start("e", "--resume"), experiment::error);
    assertEquals("SUCCEEDED", experiment.status("e").get("state").asText());
    assertTrue(
        experiment.out().contains("flatness: not measured of 1 run, plain_seed1: "),
        experiment.out());
    List<String> rows = text("e/results.csv").lines().toList();
    int column = List.of(rows.get(0).split(",", -1)).indexOf("flatnessLoss");
    assertEquals("", rows.get(1).split(",", -1)[column], rows.get(1));
    assertFalse(rows.get(2).split(",", -1)[column].isEmpty(), rows.get(2));
  }
}
