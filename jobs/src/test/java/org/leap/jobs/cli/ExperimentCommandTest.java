package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.Test;

class ExperimentCommandTest extends OnExperiment {
  private static final String[] SMALL = {
    "base: config.yaml",
    "set: {training.epochs: 1}",
    "grid:",
    "  schedule:",
    "    - {name: constant, learningRate: 0.02}",
    "    - {name: cosine-restarts, learningRate: 0.02, period: 1 epoch}",
    "seeds: [1, 2]"
  };
  private static final List<String> TABLES = List.of("results.csv", "table.csv", "table.md");

  private int start(String into, String... options) {
    return experiment.leap(
        Stream.concat(
                Stream.of(
                    "experiment",
                    experiment.path("grid.yaml").toString(),
                    "--run-dir",
                    experiment.path(into).toString()),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private void file(String... lines) throws IOException {
    Files.write(experiment.path("grid.yaml"), List.of(lines));
  }

  private String text(String name) throws IOException {
    return Files.readString(experiment.path(name));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void anExperimentLeavesTablesFiguresAndAReport() throws IOException {
    file(SMALL);
    assertEquals(0, start("e"), experiment::error);
    assertEquals(
        List.of(
            "experiment.yaml",
            "plots",
            "report.html",
            "results.csv",
            "results.parquet",
            "runs",
            "status.json",
            "table.csv",
            "table.md"),
        names(experiment.path("e")));
    assertEquals(8, names(experiment.path("e/runs")).size());
    assertTrue(names(experiment.path("e/runs")).contains("constant_plain_seed1"));
    List<String> rows = text("e/results.csv").lines().toList();
    assertEquals(
        "run,schedule,leap,sigma,seed,state,epochs,rounds,examples,trainLoss,testLoss,testAccuracy,errorRate,bestAccuracy,paramsSha256",
        rows.get(0));
    assertEquals(9, rows.size());
    assertTrue(
        rows.get(1).startsWith("constant_plain_seed1,constant,false,0.0,1,SUCCEEDED,1,2,150,"),
        rows.get(1));
    JsonNode status = experiment.status("e");
    assertEquals("SUCCEEDED", status.get("state").asText());
    assertEquals(8, status.get("succeeded").asInt());
    // The row of a run is what the run itself says.
    assertTrue(rows.get(2).endsWith(experiment.sha("e/runs/constant_leap_seed1")), rows.get(2));
    assertTrue(text("e/table.md").contains("| too few seeds | 2 pairs |"), text("e/table.md"));
    assertTrue(
        text("e/table.md").contains("LEAP against none, of 2 cells: too few seeds in 2."),
        text("e/table.md"));
    assertTrue(experiment.out().contains("too few seeds"), experiment.out());
    assertTrue(text("e/report.html").contains("Cell 2: schedule cosine-restarts"));
    assertTrue(names(experiment.path("e/plots")).contains("cell1accuracy.png"));
    assertTrue(names(experiment.path("e/plots")).contains("error.png"));
  }

  @Test
  void aRunOfAnExperimentIsTheRunThatTrainMakes() throws IOException {
    file(SMALL);
    assertEquals(0, start("e"), experiment::error);
    experiment.train(
        "alone",
        "--set",
        "training.epochs=1",
        "--set",
        "seed=2",
        "--set",
        "schedule={name: constant, learningRate: 0.02}");
    assertEquals(experiment.sha("alone"), experiment.sha("e/runs/constant_leap_seed2"));
    experiment.train(
        "plain", "--set", "training.epochs=1", "--set", "seed=2", "--set", "perturbation.sigma=0");
    assertEquals(experiment.sha("plain"), experiment.sha("e/runs/constant_plain_seed2"));
  }

  @Test
  void whatIsMissingIsTrainedAgainToTheSameBytes() throws IOException {
    file(SMALL);
    assertEquals(0, start("e"), experiment::error);
    TreeMap<String, String> before = new TreeMap<>();
    for (String table : TABLES) {
      before.put(table, text("e/" + table));
    }
    byte[] parquet = Files.readAllBytes(experiment.path("e/results.parquet"));
    delete(experiment.path("e/runs/constant_leap_seed1"));
    Path unfinished = experiment.path("e/runs/constant_plain_seed2/status.json");
    Files.writeString(unfinished, "{\"state\": \"RUNNING\"}");
    Files.delete(experiment.path("e/results.csv"));
    Files.writeString(experiment.path("e/table.md"), "half a ta");

    assertEquals(2, start("e"));
    assertTrue(experiment.error().contains("exists: choose another with --run-dir"));
    assertEquals(0, start("e", "--resume"), experiment::error);
    for (String table : TABLES) {
      assertEquals(before.get(table), text("e/" + table), table);
    }
    assertEquals(
        List.of(), differing(parquet, Files.readAllBytes(experiment.path("e/results.parquet"))));
  }

  private static List<Integer> differing(byte[] a, byte[] b) {
    int first = java.util.Arrays.mismatch(a, b);
    return first < 0 ? List.of() : List.of(first);
  }

  @Test
  void runsSideBySideGiveTheSameTable() throws IOException {
    file(SMALL);
    experiment.configuration(
        "perturbation: {sigma: 0.3}",
        "training: {epochs: 1, batchSize: 8, workers: 1, averagingFrequency: 4}");
    assertEquals(0, start("two"), experiment::error);
    file(Stream.concat(Stream.of(SMALL), Stream.of("parallel: 1")).toArray(String[]::new));
    assertEquals(0, start("one"), experiment::error);
    for (String table : TABLES) {
      assertEquals(text("one/" + table), text("two/" + table), table);
    }
  }

  @Test
  void cellsShareTheRunsWithoutLeap() throws IOException {
    file(
        "base: config.yaml",
        "set: {training.epochs: 1}",
        "grid: {perturbation.sigma: [0.1, 0.3]}",
        "seeds: [5]");
    assertEquals(0, start("e"), experiment::error);
    assertEquals(
        List.of("plain_seed5", "sigma-0.1_leap_seed5", "sigma-0.3_leap_seed5"),
        names(experiment.path("e/runs")));
    List<String> rows = text("e/results.csv").lines().toList();
    assertEquals(5, rows.size());
    assertTrue(rows.get(1).startsWith("plain_seed5,0.1,false,0.0,5,"), rows.get(1));
    assertTrue(rows.get(3).startsWith("plain_seed5,0.3,false,0.0,5,"), rows.get(3));
  }

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

  @Test
  void aRunFolderOfAnotherConfigurationIsRefused() throws IOException {
    file(SMALL);
    assertEquals(0, start("e"), experiment::error);
    experiment.configuration(
        "perturbation: {sigma: 0.3}",
        "training: {epochs: 2, batchSize: 16, workers: 3, averagingFrequency: 4}");
    assertEquals(2, start("e", "--resume"));
    assertTrue(
        experiment
            .error()
            .contains(
                "was started with another configuration: there [training.batchSize=8], here"
                    + " [training.batchSize=16]"),
        experiment.error());
  }

  @Test
  void flatnessAndSlicesAreMeasured() throws IOException {
    file(
        "base: config.yaml",
        "set: {training.epochs: 1}",
        "seeds: [1]",
        "flatness: {examples: 40, lanczosSteps: 4, traceProbes: 2, noisePairs: 2, slicePoints: 3}");
    assertEquals(0, start("e"), experiment::error);
    List<String> rows = text("e/results.csv").lines().toList();
    List<String> header = List.of(rows.get(0).split(",", -1));
    double eigenvalue =
        Double.parseDouble(rows.get(1).split(",", -1)[header.indexOf("largestEigenvalue")]);
    assertTrue(eigenvalue > 0, rows.get(1));
    assertTrue(text("e/report.html").contains("Largest Hessian eigenvalue"));
    assertTrue(names(experiment.path("e/plots")).contains("cell1slice.png"));
    String before = text("e/results.csv");
    assertEquals(0, start("e", "--resume"), experiment::error);
    assertEquals(before, text("e/results.csv"));
  }

  @Test
  void halvingTunesSigma() throws IOException {
    file(
        "base: config.yaml",
        "set: {training.epochs: 2}",
        "seeds: [1]",
        "search: {method: halving, values: [0.1, 0.2, 0.4], seeds: [100]}");
    assertEquals(0, start("e"), experiment::error);
    List<String> trials = text("e/search.csv").lines().toList();
    assertEquals("round,epochs,sigma,meanAccuracy,kept", trials.get(0));
    assertEquals(3, trials.stream().filter(line -> line.startsWith("1,1,0.")).count());
    assertEquals(2, trials.stream().filter(line -> line.startsWith("2,,0.")).count());
    String sigma =
        trials.stream()
            .filter(line -> line.startsWith("2,") && line.endsWith(",true"))
            .map(line -> line.split(",", -1)[2])
            .findFirst()
            .orElseThrow();
    assertTrue(
        text("e/results.csv").contains("leap_seed1,true," + sigma + ",1,SUCCEEDED"),
        text("e/results.csv"));
  }

  @Test
  void dryRunShowsTheGridAndTrainsNothing() throws IOException {
    file(SMALL);
    assertEquals(0, start("e", "--dry-run"), experiment::error);
    assertFalse(Files.exists(experiment.path("e")));
    List<String> lines = experiment.out().lines().toList();
    assertTrue(lines.get(0).matches("schedule +sigma +steps +seconds a run *"), lines.get(0));
    assertTrue(lines.get(1).matches("constant +0\\.3 +7 +\\d+\\.\\d *"), lines.get(1));
    assertTrue(
        lines.get(3).matches("8 runs, 1 side by side: about \\d+ minutes on this machine"),
        lines.get(3));
  }

  @Test
  void reportIsMadeAgainFromEitherFolder() throws IOException {
    file("base: config.yaml", "set: {training.epochs: 1}", "seeds: [1]");
    assertEquals(0, start("e"), experiment::error);
    String html = text("e/report.html");
    Files.delete(experiment.path("e/report.html"));
    assertEquals(0, experiment.leap("report", experiment.path("e").toString()), experiment::error);
    assertTrue(text("e/report.html").contains("Cell 1: all runs"));
    assertTrue(Math.abs(html.length() - text("e/report.html").length()) < 200);

    Path run = experiment.path("e/runs/leap_seed1");
    Files.delete(run.resolve("report.html"));
    assertEquals(0, experiment.leap("report", run.toString()), experiment::error);
    assertTrue(Files.readString(run.resolve("report.html")).contains("Final test accuracy"));
    assertTrue(names(run.resolve("plots")).contains("loss.png"));
  }

  @Test
  void reportRefusesWhatIsNoFolderOfOurs() throws IOException {
    assertEquals(3, experiment.leap("report", folder.toString()));
    assertTrue(
        experiment.error().contains("is neither the folder of a run nor of an experiment"),
        experiment.error());
    Files.writeString(experiment.path("experiment.yaml"), "name: x\n");
    assertEquals(3, experiment.leap("report", folder.toString()));
    assertTrue(
        experiment.error().contains("the experiment has no results yet"), experiment.error());
    Files.writeString(experiment.path("results.csv"), "a,b\n1,2\n");
    assertEquals(3, experiment.leap("report", folder.toString()));
    assertTrue(
        experiment.error().contains("the header is not that of an experiment's results: [a, b]"),
        experiment.error());
  }
}
