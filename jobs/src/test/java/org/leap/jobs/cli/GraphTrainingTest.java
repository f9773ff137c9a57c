package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.core.graph.GraphNetworks;
import org.leap.core.graph.NodeGraph;
import org.leap.core.graph.SparseMatrix;

/** {@code leap train} on a small graph of three communities in an edge list. */
class GraphTrainingTest {
  private static final int NODES = 90;

  @TempDir private Path folder;
  private Experiment experiment;

  @BeforeEach
  void makeGraph() throws IOException {
    experiment = new Experiment(folder);
    Random random = new Random(5);
    List<String> features = new ArrayList<>();
    List<String> edges = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    for (int node = 0; node < NODES; node++) {
      int community = node % 3;
      StringBuilder line = new StringBuilder("n" + node);
      for (int f = 0; f < 6; f++) {
        boolean typical = f % 3 == community;
        line.append(',').append(random.nextDouble() < (typical ? 0.7 : 0.3) ? 1 : 0);
      }
      features.add(line.toString());
      labels.add("n" + node + ",class" + community);
      for (int e = 0; e < 3; e++) {
        int other = random.nextInt(10) < 8 ? 3 * random.nextInt(NODES / 3) + community : node;
        edges.add("n" + node + ",n" + other);
      }
    }
    Files.write(folder.resolve("features.csv"), features);
    Files.write(folder.resolve("edges.csv"), edges);
    Files.write(folder.resolve("labels.csv"), labels);
    System.setProperty("spark.master", "local[2]");
  }

  @AfterEach
  void forgetMaster() {
    System.clearProperty("spark.master");
  }

  private void configuration(String model, String optimizer, String... lines) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "data:",
                "  format: edgelist",
                "  features: features.csv",
                "  edges: edges.csv",
                "  labels: labels.csv",
                "  split: 0.5",
                "  validation: 0.2",
                "model: " + model,
                "optimizer: " + optimizer,
                "perturbation: {sigma: 0.2}"));
    all.addAll(List.of(lines));
    Files.write(folder.resolve("config.yaml"), all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcn", "gat", "gin"})
  void learnsAndGivesTheSameBitsOnAnyLayout(String model) throws IOException {
    configuration(
        "{name: " + model + "}",
        "{name: adam, weightDecay: 5e-4}",
        "schedule: {name: constant, learningRate: 0.02}",
        "training: {epochs: 40, workers: 3}");
    assertEquals(0, experiment.train("two"), experiment::error);
    assertTrue(experiment.status("two").get("testAccuracy").asDouble() > 0.8);
    // 36 nodes train, all of them in each of the 40 steps.
    assertEquals(40 * 36, experiment.status("two").get("examples").asInt());
    // A round is five steps, each an epoch.
    assertEquals(8, experiment.status("two").get("rounds").asInt());
    assertEquals(40, experiment.status("two").get("epochs").asInt());
    System.setProperty("spark.master", "local[1]");
    assertEquals(0, experiment.train("one"), experiment::error);
    assertEquals(experiment.sha("two"), experiment.sha("one"));
    assertEquals(0, experiment.train("alone", "--set", "training.workers=1"), experiment::error);
    assertNotEquals(experiment.sha("two"), experiment.sha("alone"));
    assertTrue(experiment.status("alone").get("testAccuracy").asDouble() > 0.8);
  }

  /** Of one network: optimizers see a flat vector of parameters, whichever the layers are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd",
        "momentum",
        "nesterov",
        "adam",
        "adagrad",
        "rmsprop",
        "adamax",
        "amsgrad",
        "nadam"
      })
  void everyOptimizerTrainsOnOneAndThreeWorkers(String optimizer) throws IOException {
    configuration(
        "{name: gcn, hidden: 8}",
        "{name: " + optimizer + "}",
        "schedule: {name: constant, learningRate: 0.01}",
        "training: {epochs: 3}");
    for (int workers : List.of(1, 3)) {
      String run = optimizer + "-" + workers;
      assertEquals(
          0,
          experiment.train(run, "--set", "training.workers=" + workers),
          () -> run + ": " + experiment.error());
      assertTrue(
          Double.isFinite(experiment.status(run).get("trainLoss").asDouble(Double.NaN)), run);
    }
  }

  @Test
  void aRunGoesOnWhereItsCheckpointIs() throws IOException {
    configuration(
        "{name: gat, hidden: 4, heads: 2}",
        "{name: adam}",
        "schedule: {name: constant, learningRate: 0.02}",
        "training: {epochs: 19, workers: 2, averagingFrequency: 3}",
        "checkpoint: {everyRounds: 4}");
    assertEquals(0, experiment.train("whole"), experiment::error);
    assertEquals(0, experiment.train("cut"), experiment::error);
    Path status = experiment.path("cut").resolve("status.json");
    Files.writeString(status, Files.readString(status).replace("\"SUCCEEDED\"", "\"INTERRUPTED\""));
    assertEquals(0, experiment.train("cut", "--resume"), experiment::error);
    assertEquals(experiment.sha("whole"), experiment.sha("cut"));
  }

  /** With dropout it would be another in every measurement. */
  @Test
  void flatnessOfAGraphNetworkIsMeasuredAndRepeatable() throws IOException {
    configuration(
        "{name: gat, hidden: 4, heads: 2}",
        "{name: adam}",
        "schedule: {name: constant, learningRate: 0.02}",
        "training: {epochs: 3}");
    Files.write(
        folder.resolve("grid.yaml"),
        List.of(
            "base: config.yaml",
            "seeds: [1]",
            "flatness: {lanczosSteps: 3, traceProbes: 2, noisePairs: 2}"));
    List<String> tables = new ArrayList<>();
    for (String run : List.of("one", "two")) {
      assertEquals(
          0,
          experiment.leap(
              "experiment",
              folder.resolve("grid.yaml").toString(),
              "--run-dir",
              folder.resolve(run).toString()),
          experiment::error);
      List<String> rows = Files.readAllLines(folder.resolve(run).resolve("results.csv"));
      int eigenvalue = List.of(rows.get(0).split(",", -1)).indexOf("largestEigenvalue");
      for (String row : rows.subList(1, rows.size())) {
        String measured = row.split(",", -1)[eigenvalue];
        assertTrue(Double.parseDouble(measured) > 0, row);
        tables.add(measured);
      }
    }
    int half = tables.size() / 2;
    assertEquals(tables.subList(0, half), tables.subList(half, tables.size()));
  }

  /** With leap-core on the class path, DL4J restores it; the graph is bound by the user. */
  @Test
  void theModelIsRestoredByDl4j() throws IOException {
    configuration(
        "{name: gcn}",
        "{name: momentum}",
        "schedule: {name: constant, learningRate: 0.05}",
        "training: {epochs: 2}");
    assertEquals(0, experiment.train("run"), experiment::error);
    ComputationGraph network =
        ModelSerializer.restoreComputationGraph(
            experiment.path("run").resolve("model.zip").toFile());
    SparseMatrix features =
        new SparseMatrix(6, new int[] {0, 1, 2}, new int[] {0, 5}, new float[] {1, 1});
    NodeGraph graph = NodeGraph.of(new int[] {0}, new int[] {1}, features);
    GraphNetworks.bind(network, graph);
    assertEquals(1, network.outputSingle(graph.input(1)).sumNumber().doubleValue(), 1e-5);
  }

  @Test
  void itsModelSaysWhatItWasTrainedOn() throws IOException {
    configuration(
        "{name: gcn}",
        "{name: sgd}",
        "schedule: {name: constant, learningRate: 0.05}",
        "training: {epochs: 1}");
    assertEquals(0, experiment.train("run"), experiment::error);
    Path model = experiment.path("run").resolve("model.zip");
    try (ZipFile zip = new ZipFile(model.toFile())) {
      JsonNode data =
          new ObjectMapper().readTree(zip.getInputStream(zip.getEntry("leap.json"))).get("data");
      assertEquals("[\"class0\",\"class1\",\"class2\"]", data.get("classes").toString());
      assertEquals(6, data.get("shape").get("channels").asInt());
      assertEquals("row", data.get("graph").get("scaling").asText());
    }
  }

  @Test
  void itsNodesAreScored() throws IOException {
    configuration(
        "{name: gcn}",
        "{name: adam}",
        "schedule: {name: constant, learningRate: 0.05}",
        "training: {epochs: 20}");
    assertEquals(0, experiment.train("run"), experiment::error);
    String model = experiment.path("run/model.zip").toString();
    String data = experiment.path("config.yaml").toString();
    assertEquals(
        0,
        experiment.leap("evaluate", "--model", model, "--data", data, "--json"),
        experiment::error);
    JsonNode evaluation = new ObjectMapper().readTree(experiment.out());
    JsonNode status = experiment.status("run");
    assertEquals(status.get("testAccuracy").asDouble(), evaluation.get("accuracy").asDouble());
    assertEquals(status.get("testLoss").asDouble(), evaluation.get("loss").asDouble(), 1e-6);
    Path out = folder.resolve("scored");
    assertEquals(
        0,
        experiment.leap("predict", "--model", model, "--data", data, "--out", out.toString()),
        experiment::error);
    List<String> lines = Files.readAllLines(out.resolve("part-00000"));
    assertEquals(1 + evaluation.get("examples").asInt(), lines.size());
    assertTrue(lines.get(1).startsWith("0," + folder + "/features.csv,"), lines.get(1));

    String table =
        Files.writeString(folder.resolve("table.yaml"), "data: {format: csv, test: x, label: y}")
            .toString();
    assertEquals(2, experiment.leap("evaluate", "--model", model, "--data", table));
    assertEquals(
        model + " is a network on graphs: name data of format planetoid or edgelist",
        experiment.error());
    assertEquals(2, experiment.leap("evaluate", "--model", model, "--data", data, "--flatness"));
    assertEquals(
        "the flatness of networks on graphs is not measured: leave out --flatness",
        experiment.error());
  }

  @Test
  void inspectionCountsTheGraph() throws IOException {
    configuration("{name: gcn}", "{name: sgd}", "schedule: {name: constant, learningRate: 0.05}");
    Path data = folder.resolve("data.yaml");
    List<String> lines = Files.readAllLines(folder.resolve("config.yaml"));
    Files.write(data, lines.subList(0, 7));
    assertEquals(0, experiment.leap("data", "inspect", data.toString(), "--json"));
    JsonNode facts = new ObjectMapper().readTree(experiment.out());
    assertEquals("edgelist", facts.get("format").asText());
    assertEquals(90, facts.get("nodes").asInt());
    assertEquals(6, facts.get("features").asInt());
    assertEquals("{\"train\":36,\"validation\":9,\"test\":45}", facts.get("examples").toString());
    assertEquals(3, facts.get("perClass").get("train").size());
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    String schedule = "schedule: {name: constant, learningRate: 0.01}";
    configuration("{name: lenet}", "{name: sgd}", schedule);
    assertEquals(2, experiment.train("a"));
    assertEquals(
        "the data are a graph: use model.name gcn, gat or gin, or other data", experiment.error());
    configuration("{name: gcn}", "{name: sgd}", schedule, "training: {workers: 37}");
    assertEquals(2, experiment.train("b"));
    assertEquals(
        "37 logical workers for 36 labelled nodes that train: each needs at least one; lower training.workers",
        experiment.error());
    configuration("{name: gcn}", "{name: sgd}", schedule, "training: {batchSize: 8}");
    assertEquals(2, experiment.train("c"));
    assertTrue(
        experiment
            .error()
            .contains(
                "training.batchSize: a step on a graph takes all training nodes of a worker; remove batchSize"),
        experiment.error());
    experiment.configuration("training: {epochs: 1}");
    Path config = folder.resolve("config.yaml");
    Files.writeString(
        config, Files.readString(config).replaceFirst("model: .*", "model: {name: gin}"));
    assertEquals(2, experiment.train("d"));
    assertEquals(
        "model.name is gcn, gat or gin, which take a graph: use data.format planetoid or edgelist, or another model",
        experiment.error());
    configuration("{name: gcn}", "{name: sgd}", schedule);
    Files.writeString(folder.resolve("edges.csv"), "n0,n90\n");
    assertEquals(3, experiment.train("e"));
    assertTrue(
        experiment.error().contains("edges.csv: line 1: there is no node \"n90\""),
        experiment.error());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gcn", "gin"})
  void aTrainedNetworkGoesOn(String model) throws IOException {
    configuration(
        "{name: " + model + "}",
        "{name: adam, weightDecay: 5e-4}",
        "schedule: {name: constant, learningRate: 0.02}",
        "training: {epochs: 40, workers: 1}");
    assertEquals(0, experiment.train("first"), experiment::error);
    String first = experiment.path("first").toString();
    String on = experiment.path("on").toString();
    assertEquals(
        0,
        experiment.leap(
            "train", "--from", first, "--run-dir", on, "--set", "schedule.learningRate=1e-4"),
        experiment::error);
    List<Double> losses = losses("first");
    double ended = losses.get(losses.size() - 1);
    assertTrue(Math.abs(losses("on").get(0) - ended) < 0.5 * (losses.get(0) - ended), on);
    assertTrue(experiment.status("on").get("testAccuracy").asDouble() > 0.8);

    // Its first layer stays as it is.
    String layer = model.equals("gcn") ? "convolution0" : "perceptron0";
    String frozen = experiment.path("frozen").toString();
    assertEquals(
        0,
        experiment.leap(
            "train", "--from", first, "--run-dir", frozen, "--set", "model.freeze=[" + layer + "]"),
        experiment::error);
    assertEquals(weights("first", layer), weights("frozen", layer), "frozen " + model);
    assertNotEquals(experiment.sha("first"), experiment.sha("frozen"));
  }

  private List<Double> losses(String run) throws IOException {
    return experiment.metrics(run).stream()
        .filter(line -> line.has("loss"))
        .map(line -> line.get("loss").asDouble())
        .toList();
  }

  private List<Float> weights(String run, String layer) throws IOException {
    ComputationGraph network =
        ModelSerializer.restoreComputationGraph(
            experiment.path(run).resolve("model.zip").toFile(), false);
    List<Float> values = new ArrayList<>();
    for (float value : network.getLayer(layer).getParam("W").dup().data().asFloat()) {
      values.add(value);
    }
    return values;
  }

  @Test
  void aTrainedNetworkOfOtherDataIsRefused() throws IOException {
    configuration(
        "{name: gcn}",
        "{name: adam}",
        "schedule: {name: constant, learningRate: 0.02}",
        "training: {epochs: 2, workers: 1}");
    assertEquals(0, experiment.train("first"), experiment::error);
    List<String> narrower = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("features.csv"))) {
      narrower.add(line.replaceFirst(",[01]$", ""));
    }
    Files.write(folder.resolve("features.csv"), narrower);
    String first = experiment.path("first").toString();
    String on = experiment.path("on").toString();
    assertEquals(2, experiment.leap("train", "--from", first, "--run-dir", on));
    assertTrue(
        experiment.error().contains("the graph has 5 features, but layer convolution0 takes 6"),
        experiment::error);
    Files.writeString(folder.resolve("rows.csv"), "x,label\n1,a\n2,b\n3,a\n4,b\n");
    Files.write(
        folder.resolve("config.yaml"),
        List.of(
            "data: {format: csv, train: rows.csv, label: label}",
            "training: {epochs: 1, batchSize: 2, workers: 1}"));
    assertEquals(2, experiment.train("rows", "--from", first));
    assertTrue(
        experiment
            .error()
            .contains("the network in model.file takes a graph: use data.format planetoid"),
        experiment::error);
  }
}
