package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.leap.jobs.model.ModelReader;

/** {@code leap train --from}: everything that a trained network may go on to. */
class GoOnTest extends OnExperiment {
  @BeforeEach
  void trainFirst() {
    assertEquals(0, experiment.train("first", "--set", "training.epochs=4"), experiment::error);
  }

  private int from(String what, String run, String... more) {
    List<String> arguments =
        Stream.concat(
                Stream.of("train", "--from", path(what), "--run-dir", path(run)), Stream.of(more))
            .toList();
    return experiment.leap(arguments.toArray(String[]::new));
  }

  private String path(String name) {
    return experiment.path(name).toString();
  }

  private double loss(String run, int round) throws IOException {
    return experiment.metrics(run).get(round).get("loss").asDouble();
  }

  private String config(String run) throws IOException {
    return Files.readString(experiment.path(run).resolve("config.yaml"));
  }

  private float[] parameters(String run) throws IOException {
    return ModelReader.read(path(run + "/model.zip"), new Configuration()).state().parameters();
  }

  @Test
  void theRunsOwnConfigurationGoesOnAtAnotherRate() throws IOException {
    assertEquals(
        0,
        from("first", "second", "--set", "schedule.learningRate=0.005", "--set", "seed=3"),
        experiment::error);
    assertTrue(loss("second", 0) < 0.8 * loss("first", 0));
    assertEquals(0.005, experiment.metrics("second").get(0).get("learningRate").asDouble());
    assertTrue(
        config("second").contains("    name: adam") || config("second").contains("name: adam"));
    String out = experiment.out();
    assertTrue(out.contains("first/model.zip, trained for 28 steps"), out);
    assertTrue(out.contains("0.005; the model's training ended at 0.02"), out);

    // The same by the file, and with the configuration's own keys.
    assertEquals(
        0,
        from("first/model.zip", "again", "--set", "schedule.learningRate=0.005", "--set", "seed=3"),
        experiment::error);
    assertEquals(experiment.sha("second"), experiment.sha("again"));
    assertEquals(
        0,
        experiment.train(
            "third",
            "--from",
            path("first"),
            "--set",
            "schedule.learningRate=0.005",
            "--set",
            "seed=3"),
        experiment::error);
    assertNotEquals(experiment.sha("first"), experiment.sha("third"));
  }

  /** Patience ends after the second and the third of four epochs. */
  @Test
  void aRateThatFellOnAPlateauIsTheOneItEndedAt() throws IOException {
    assertEquals(
        0,
        experiment.train(
            "plateau",
            "--set",
            "training.epochs=4",
            "--set",
            "schedule={name: plateau, learningRate: 0.02, factor: 0.5, patience: 1, minDelta: 5}"),
        experiment::error);
    assertEquals(
        0, from("plateau", "after", "--set", "schedule={learningRate: 0.003}"), experiment::error);
    String out = experiment.out();
    assertTrue(out.contains("0.003; the model's training ended at 0.005"), out);
  }

  @Test
  void theNetworksOwnOptimizerIsToldOfWhereItTrains() throws IOException {
    assertEquals(
        0, from("first", "own", "--set", "optimizer=", "--set", "schedule="), experiment::error);
    assertTrue(config("own").contains("# optimizer: as in model.file: Adam("), config("own"));
    assertTrue(
        config("own").contains("# schedule: as in model.file: 0.02 in the first step"),
        config("own"));
    Path page = experiment.path("own").resolve("report.html");
    String trained = Files.readString(page);
    assertEquals(0, experiment.leap("report", path("own")), experiment::error);
    assertEquals(trained, Files.readString(page));
    assertEquals(
        0,
        from("first", "own", "--set", "optimizer=", "--set", "schedule=", "--resume"),
        experiment::error);

    assertEquals(
        0,
        from("first", "slower", "--set", "optimizer=", "--set", "schedule={learningRate: 0.001}"),
        experiment::error);
    assertEquals(0.001, experiment.metrics("slower").get(0).get("learningRate").asDouble());
    assertTrue(config("slower").contains("# optimizer: as in model.file: Adam("), config("slower"));
  }

  @Test
  void anotherOptimizerTakesOver() throws IOException {
    assertEquals(
        0,
        from("first", "momentum", "--set", "optimizer={name: momentum, weightDecay: 1e-3}"),
        experiment::error);
    var model = ModelReader.read(path("momentum/model.zip"), new Configuration());
    assertTrue(model.blueprint().json().contains("HeavyBall"), model.blueprint().json());
    assertTrue(model.blueprint().json().contains("L2Regularization"));
    assertTrue(!model.blueprint().json().contains("learning.config.Adam\""));
  }

  /** One run of eight epochs is what two of four are, where the optimizer goes on too. */
  @Test
  void theOptimizersStateIsKeptOnRequest() throws IOException {
    String[] plain = {
      "--set", "model.dropout=0", "--set", "perturbation=", "--set", "training.workers=1"
    };
    assertEquals(0, experiment.train("half", plain), experiment::error);
    String[] keep = {"--set", "model.optimizerState=keep"};
    assertEquals(0, from("half", "kept", keep), experiment::error);
    assertEquals(0, from("half", "anew"), experiment::error);
    assertTrue(experiment.out().contains("first rate"), experiment.out());
    // Adam that starts anew takes its first steps as long as the rate lets it.
    float[] half = parameters("half");
    assertTrue(distance(half, parameters("kept")) < distance(half, parameters("anew")));

    assertEquals(
        2,
        from("half", "other", "--set", "model.optimizerState=keep", "--set", "optimizer.name=sgd"));
    assertEquals(
        "model.optimizerState: keep does not go, as the optimizer is another one: write zero",
        experiment.error());
    assertEquals(
        2,
        from(
            "half",
            "reset",
            "--set",
            "model.optimizerState=keep",
            "--set",
            "training.optimizerState=reset"));
    assertEquals(
        "model.optimizerState: keep does not go, as training.optimizerState is reset: write zero",
        experiment.error());
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }

  @Test
  void frozenLayersStayAndOthersAreTrained() throws IOException {
    assertEquals(
        0,
        from("first", "frozen", "--set", "model.freeze=[0]", "--set", "training.epochs=1"),
        experiment::error);
    assertTrue(experiment.out().contains("780 parameters frozen"), experiment.out());
    float[] before = parameters("first");
    float[] after = parameters("frozen");
    int end = 64 * 12 + 12;
    assertEquals(before.length, after.length);
    assertTrue(Arrays.equals(before, 0, end, after, 0, end));
    assertTrue(!Arrays.equals(before, end, before.length, after, end, after.length));
    // Plain DL4J restores it, and it is thawed on request.
    assertEquals(
        after.length,
        ModelSerializer.restoreMultiLayerNetwork(experiment.path("frozen/model.zip").toFile())
            .numParams());
    assertEquals(0, from("frozen", "thawed", "--set", "model.freeze=[none]"), experiment::error);
    assertTrue(!Arrays.equals(after, 0, end, parameters("thawed"), 0, end));

    assertEquals(2, from("first", "none", "--set", "model.freeze=[conv]"));
    assertTrue(
        experiment
            .error()
            .startsWith("model.freeze: the network has no layer conv; its layers are 0 "),
        experiment.error());
    assertEquals(2, from("first", "all", "--set", "model.freeze=[2]"));
    assertEquals(
        "model.freeze: 2 would freeze the last layer, so that nothing is trained: leave it out",
        experiment.error());
  }

  @Test
  void otherClassesGetALastLayerOfTheirOwn() throws IOException {
    Path other = folder.resolve("other");
    Files.createDirectory(other);
    Experiment five = new Experiment(other);
    five.writeClasses(5);
    assertEquals(
        0,
        five.train(
            "tuned",
            "--from",
            path("first"),
            "--set",
            "model.freeze=[0]",
            "--set",
            "training.epochs=20"),
        five::error);
    assertTrue(five.out().contains("its last layer new"), five.out());
    assertTrue(five.status("tuned").get("testAccuracy").asDouble() > 0.6, five.out());
    assertEquals(
        0,
        five.leap(
            "predict",
            "--model",
            five.path("tuned/model.zip").toString(),
            "--data",
            five.path("config.yaml").toString(),
            "--out",
            five.path("scored").toString()),
        five::error);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void weightsOfOtherClassesDoNotGoOn(int classes) throws IOException {
    assertEquals(
        0,
        experiment.train("weighted", "--set", "training.classWeights=[1, 2, 3]"),
        experiment::error);
    experiment.writeClasses(classes);
    String[] from = {"--from", path("weighted")};
    assertEquals(0, experiment.train("none", from), experiment::error);
    String ones = "training.classWeights=" + Collections.nCopies(classes, 1);
    assertEquals(0, experiment.train("ones", from[0], from[1], "--set", ones), experiment::error);
    assertEquals(experiment.sha("ones"), experiment.sha("none"));
  }

  @Test
  void whatCannotBeGoneOnFromIsRefused() {
    assertEquals(2, experiment.leap("train"));
    assertTrue(experiment.everythingSaid().contains("Missing required parameter: 'CONFIG.yaml'"));
    assertEquals(3, from("nowhere", "run"));
    assertEquals(
        path("nowhere")
            + "/config.yaml: there is no such file, so nobody knows how to train: name a CONFIG.yaml too",
        experiment.error());
    assertEquals(3, experiment.train("run", "--from", path("nowhere")));
    assertEquals(
        path("nowhere") + "/model.zip: there is no such file; check model.file",
        experiment.error());
    assertEquals(2, from("first", "run", "--set", "schedule="));
    assertTrue(
        experiment
            .error()
            .endsWith(
                "optimizer: needs a schedule too, for a network in model.file: write schedule.learningRate, or remove optimizer to go on with the network's own"),
        experiment.error());
  }
}
