package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.Test;

/** What {@code leap experiment} trains, and the tables and reports that it leaves. */
class ExperimentCommandTest extends OnGrid {
  @Test
  void anExperimentLeavesTablesFiguresAndAReport() throws IOException {
    file(SMALL);
    assertEquals(0, start("e"), experiment::error);
    assertEquals(
        List.of(
            "experiment.yaml",
            "plots",
            "pooled.csv",
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

  private void refusedAndLeftAsItWas(String message, String... lines) throws IOException {
    file(lines);
    Map<String, String> before = contents("e");
    assertEquals(2, start("e", "--resume"));
    assertTrue(experiment.error().contains(message), experiment.error());
    assertEquals(before, contents("e"));
  }

  /** A digest of every file by its path. */
  private Map<String, String> contents(String tree) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(experiment.path(tree))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(file.toString(), DigestUtils.sha256Hex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  @Test
  void aRunFolderOfAnotherConfigurationIsRefused() throws IOException {
    file(SMALL);
    assertEquals(0, start("e"), experiment::error);
    String[] other = SMALL.clone();
    other[1] = "set: {training.epochs: 1, training.batchSize: 16}";
    refusedAndLeftAsItWas(
        "was started with another configuration: there [training.batchSize=8], here"
            + " [training.batchSize=16]",
        other);
  }

  /** What a search chooses, and the loss at which LEAP ended, are in the folder. */
  @Test
  void anotherConfigurationOfRunsThatFollowOthersIsRefused() throws IOException {
    String[] lines = {
      "base: config.yaml",
      "set: {training.epochs: 1}",
      "seeds: [1]",
      "arms: {same-loss: {training.stopAtLoss: leap, training.batchSize: 10}}",
      "search: {values: [0.1, 0.3], seeds: [9], onTest: true}"
    };
    file(lines);
    assertEquals(0, start("e"), experiment::error);
    lines[3] = lines[3].replace("10", "15");
    refusedAndLeftAsItWas("same-loss_seed1 was started with another configuration", lines);
  }

  @Test
  void flatnessAndSlicesAreMeasured() throws IOException {
    file(
        "base: config.yaml",
        "set: {training.epochs: 1}",
        "seeds: [1]",
        "arms: {mean: {flatMinima.swa: {start: 3 steps, every: 3 steps}}}",
        "flatness: {examples: 40, lanczosSteps: 4, traceProbes: 2, noisePairs: 2, slicePoints: 3}");
    assertEquals(0, start("e"), experiment::error);
    assertEquals(
        experiment.sha("e/runs/leap_seed1"), measured("leap_seed1"), "the network is not the last");
    assertNotEquals(
        experiment.sha("e/runs/mean_seed1"), measured("mean_seed1"), "the network is not the mean");
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

  /** Of which network the flatness was measured. */
  private String measured(String run) throws IOException {
    return new ObjectMapper()
        .readTree(text("e/runs/" + run + "/flatness.json"))
        .get("paramsSha256")
        .asText();
  }

  @Test
  void everyArmIsComparedSeedBySeed() throws IOException {
    file(
        "base: config.yaml",
        "set: {training.epochs: 3}",
        "arms:",
        "  sam: {flatMinima.sam: {rho: 0.1}}",
        "  as-leap: {training.stopAtLoss: leap, training.epochs: 20}",
        "  mean: {flatMinima.swa: {start: 1 epoch, every: 3 steps}}",
        "seeds: [1, 2]",
        "margin: 5",
        "hypotheses: [Noise on the rate is no early stopping]");
    assertEquals(0, start("e"), experiment::error);
    List<String> rows = text("e/results.csv").lines().toList();
    assertTrue(rows.get(0).startsWith("run,leap,arm,sigma,seed,"), rows.get(0));
    assertEquals(11, rows.size());
    assertMeanCounts(rows);
    double leap = lossOfLastEpoch("e/runs/leap_seed1");
    JsonNode config = experiment.status("e/runs/as-leap_seed1");
    assertEquals("SUCCEEDED", config.get("state").asText());
    assertTrue(
        text("e/runs/as-leap_seed1/config.yaml").contains("stopAtLoss: " + leap),
        text("e/runs/as-leap_seed1/config.yaml"));
    assertTrue(lossOfLastEpoch("e/runs/as-leap_seed1") <= leap);
    List<String> table = text("e/table.md").lines().toList();
    assertEquals("- Hypothesis: Noise on the rate is no early stopping", table.get(0));
    assertTrue(table.get(2).startsWith("| arm | without LEAP (%) | arm (%) |"), table.get(2));
    assertTrue(table.get(4).startsWith("| LEAP |"), table.get(4));
    assertTrue(table.get(5).startsWith("| sam |"), table.get(5));
    // Two seeds are too few to be pooled.
    assertEquals(1, text("e/pooled.csv").lines().count());

    TreeMap<String, String> before = new TreeMap<>();
    for (String name : TABLES) {
      before.put(name, text("e/" + name));
    }
    delete(experiment.path("e/runs/as-leap_seed2"));
    assertEquals(0, start("e", "--resume"), experiment::error);
    for (String name : TABLES) {
      assertEquals(before.get(name), text("e/" + name), name);
    }
  }

  /** Of a run that takes the mean of its parameters, that is what is compared. */
  private void assertMeanCounts(List<String> rows) throws IOException {
    List<String> header = List.of(rows.get(0).split(",", -1));
    List<String> mean =
        rows.stream()
            .filter(row -> row.startsWith("mean_seed1,"))
            .map(row -> List.of(row.split(",", -1)))
            .findFirst()
            .orElseThrow();
    JsonNode status = experiment.status("e/runs/mean_seed1");
    assertNotEquals(status.get("testLoss"), status.get("averagedTestLoss"));
    assertEquals(
        status.get("averagedTestLoss").asDouble(),
        Double.parseDouble(mean.get(header.indexOf("testLoss"))));
    assertEquals(
        status.get("averagedTestAccuracy").asDouble(),
        Double.parseDouble(mean.get(header.indexOf("testAccuracy"))));
  }

  /** Mean over its examples. */
  private double lossOfLastEpoch(String run) throws IOException {
    List<JsonNode> rounds =
        experiment.metrics(run).stream().filter(line -> line.has("round")).toList();
    int last = rounds.get(rounds.size() - 1).get("epoch").asInt();
    double sum = 0;
    long examples = 0;
    // In the order that a run sums in.
    for (int i = rounds.size() - 1; i >= 0 && rounds.get(i).get("epoch").asInt() == last; i--) {
      sum += rounds.get(i).get("loss").asDouble() * rounds.get(i).get("examples").asLong();
      examples += rounds.get(i).get("examples").asLong();
    }
    return sum / examples;
  }

  @Test
  void halvingTunesSigmaAndTheRateOfAnArm() throws IOException {
    file(
        "base: config.yaml",
        "set: {training.epochs: 2}",
        "seeds: [1]",
        "arms: {tuned: {schedule.learningRate: {search: [0.001, 0.02, 0.05]}}}",
        "search: {method: halving, values: [0.1, 0.2, 0.4], seeds: [100], onTest: true}");
    assertEquals(0, start("e", "--dry-run"), experiment::error);
    assertTrue(
        experiment.out().contains("3 runs, ")
            && experiment.out().contains("on this machine, with those of the search"),
        experiment::out);
    assertEquals(0, start("e"), experiment::error);
    List<String> trials = text("e/search.csv").lines().toList();
    assertEquals("arm,round,epochs,key,value,meanAccuracy,kept", trials.get(0));
    List<String> tuned = List.of("leap", "tuned");
    for (String arm : tuned) {
      assertEquals(3, trials.stream().filter(l -> l.startsWith(arm + ",1,1,")).count());
      assertEquals(2, trials.stream().filter(l -> l.startsWith(arm + ",2,,")).count());
    }
    assertTrue(
        text("e/results.csv")
            .contains("leap_seed1,true,leap," + best(trials, "leap") + ",1,SUCCEEDED"),
        text("e/results.csv"));
    // It may be the run without LEAP, which has that rate.
    String run =
        text("e/results.csv")
            .lines()
            .filter(line -> line.contains(",tuned,"))
            .map(line -> line.split(",", -1)[0])
            .findFirst()
            .orElseThrow();
    String configuration = text("e/runs/" + run + "/config.yaml");
    assertTrue(configuration.contains("learningRate: " + best(trials, "tuned")), configuration);
  }

  private static String best(List<String> trials, String arm) {
    return trials.stream()
        .filter(line -> line.startsWith(arm + ",2,") && line.endsWith(",true"))
        .map(line -> line.split(",", -1)[4])
        .findFirst()
        .orElseThrow();
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
    String ofRun = Files.readString(run.resolve("report.html"));
    assertTrue(ofRun.contains("of the training examples: accuracy"), "training accuracy");
    assertTrue(ofRun.contains("<h2>Classes</h2>"), "classes");
    Files.delete(run.resolve("report.html"));
    assertEquals(0, experiment.leap("report", run.toString()), experiment::error);
    assertEquals(ofRun, Files.readString(run.resolve("report.html")));

    String other = experiment.path("e/runs/plain_seed1").toString();
    String page = experiment.path("both.html").toString();
    assertEquals(
        0, experiment.leap("report", run.toString(), other, "--out", page), experiment::error);
    assertTrue(
        text("both.html").contains("2 runs, whose configurations differ in 1 key."),
        text("both.html").replaceAll("(?s)<svg.*?</svg>", ""));
    assertTrue(
        text("both.html")
            .contains(
                "perturbation.sigma</th><td data-title=\"leap_seed1\">0.3</td><td data-title=\"plain_seed1\">0</td>"),
        text("both.html").replaceAll("(?s)<svg.*?</svg>", ""));
    assertEquals(2, experiment.leap("report", other, other));
    assertTrue(
        experiment.everythingSaid().contains("expected 2 to 12 different folders, found 2"),
        experiment.everythingSaid());
    assertEquals(3, experiment.leap("report", other, experiment.path("e").toString()));
    assertTrue(experiment.error().contains("is not the folder of a run"), experiment.error());
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
