package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.leap.jobs.config.ModelConfig;
import org.leap.jobs.config.WeightDecay;
import org.leap.jobs.model.ModelZoo;
import org.leap.jobs.model.ZooNetwork;
import org.leap.spark.data.ExampleShape;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.FixedSchedule;

class OwnNetworkTest extends OnExperiment {
  /** The experiment's network and optimizer, but of a seed that the run does not use. */
  private static MultiLayerConfiguration network(int classes) {
    ZooNetwork network =
        ModelZoo.network(
            new ModelConfig.Mlp(
                List.of(12), ModelConfig.Activation.RELU, 0.2, ModelConfig.Initialization.STANDARD),
            new ExampleShape(1, 8, 8, classes),
            Adam.builder().learningRateSchedule(new FixedSchedule(0.02)).build(),
            WeightDecay.NONE,
            77);
    return ((ZooNetwork.Stack) network).configuration();
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private int train(String run, String file, String... more) {
    return experiment.train(
        run,
        Stream.concat(
                Stream.of(
                    "--set",
                    "model={file: " + file + "}",
                    "--set",
                    "schedule=",
                    "--set",
                    "optimizer="),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @Test
  void aConfigurationTrainsAsTheSameNetworkOfTheZooDoes() throws IOException {
    assertEquals(0, experiment.train("zoo"), experiment::error);
    String json = write("network.json", network(3).toJson());
    assertEquals(0, train("json", json), experiment::error);
    assertEquals(experiment.sha("zoo"), experiment.sha("json"));
    assertEquals(0.02, experiment.metrics("json").get(0).get("learningRate").asDouble());
    String yaml = write("network.yaml", network(3).toYaml());
    assertEquals(0, train("yaml", yaml), experiment::error);
    assertEquals(experiment.sha("zoo"), experiment.sha("yaml"));
    assertEquals(0, train("yaml", yaml, "--resume"), experiment::error);
  }

  @Test
  void aModelFileIsGoneOnFrom() throws IOException {
    assertEquals(0, experiment.train("first", "--set", "training.epochs=6"), experiment::error);
    String zip = experiment.path("first").resolve("model.zip").toString();
    assertEquals(0, train("second", zip), experiment::error);
    double before = experiment.metrics("first").get(0).get("loss").asDouble();
    double after = experiment.metrics("second").get(0).get("loss").asDouble();
    assertTrue(after < 0.8 * before, before + ", " + after);
  }

  @Test
  void whatIsNoNetworkIsRefused() throws IOException {
    String missing = folder.resolve("none").toString();
    assertEquals(3, train("run", missing));
    assertEquals(missing + ": there is no such file; check model.file", experiment.error());

    String words = write("words", "just: words");
    assertEquals(3, train("run1", words));
    assertTrue(
        experiment.error().startsWith(words + ": holds no network that DL4J can read: "),
        experiment.error());

    Path zip = folder.resolve("evil.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("preprocessor.bin"));
    }
    assertEquals(3, train("run2", zip.toString()));
    assertTrue(
        experiment.error().contains("holds the Java-serialized entry preprocessor.bin"),
        experiment.error());

    MultiLayerConfiguration network = network(3);
    network.setDataType(DataType.DOUBLE);
    String doubles = write("doubles.json", network.toJson());
    assertEquals(3, train("run3", doubles));
    assertEquals(
        doubles
            + ": the network's data type is DOUBLE, but parameters are averaged as FLOAT: build it with dataType(DataType.FLOAT)",
        experiment.error());
  }

  @Test
  void aNetworkThatDoesNotFitTheDataIsRefused() throws IOException {
    assertEquals(2, train("run", write("five.json", network(5).toJson())));
    assertEquals(
        "the network in model.file gives [1, 5] for one example, the data have 3 classes: its last layer must have as many outputs",
        experiment.error());
    experiment.writeSets(9);
    assertEquals(2, train("run1", write("small.json", network(3).toJson())));
    assertTrue(
        experiment
            .error()
            .startsWith("the network in model.file does not take examples of 1 x 9 x 9: "),
        experiment.error());
  }

  @Test
  void itsOptimizerAndScheduleAreItsOwnUnlessTheRunHasSome() throws IOException {
    String json = write("network.json", network(3).toJson());
    assertEquals(0, train("own", json), experiment::error);
    String config = Files.readString(experiment.path("own/config.yaml"));
    assertTrue(
        config.contains(
            "# optimizer: as in model.file: Adam(learningRateSchedule=FixedSchedule(value=0.02)"),
        config);
    // The experiment's own are the same.
    String file = "model={file: " + json + "}";
    assertEquals(0, experiment.train("run", "--set", file), experiment::error);
    assertEquals(experiment.sha("own"), experiment.sha("run"));
    assertEquals(2, experiment.train("keep", "--set", file, "--set", "model.optimizerState=keep"));
    assertEquals(
        "model.optimizerState: a configuration has no state to keep: write zero, or a model.zip in model.file",
        experiment.error());
  }

  private static MultiLayerConfiguration weighted(float... weights) {
    MultiLayerConfiguration network = network(3);
    int last = network.getConfs().size() - 1;
    ((OutputLayer) network.getConf(last).getLayer())
        .setLossFn(new LossMCXENT(Nd4j.createFromArray(weights)));
    return network;
  }

  /** The classes are of one size, so that these weights have a mean of 1. */
  @Test
  void theWeightsInItsLossAreItsOwn() throws IOException {
    String own = write("own.json", weighted(0.5f, 1, 1.5f).toJson());
    String plain = write("plain.json", network(3).toJson());
    assertEquals(0, train("own", own), experiment::error);
    assertEquals(0, train("same", plain, "--set", "training.classWeights=[0.5, 1, 1.5]"));
    assertEquals(experiment.sha("same"), experiment.sha("own"));
    assertEquals(0, train("plain", plain), experiment::error);
    assertEquals(0, train("ones", own, "--set", "training.classWeights=[1, 1, 1]"));
    assertEquals(experiment.sha("plain"), experiment.sha("ones"));
  }

  @Test
  void weightsInItsLossForOtherClassesAreRefused() throws IOException {
    String five = write("five.json", weighted(1, 2, 3, 4, 5).toJson());
    assertEquals(2, train("run", five));
    assertEquals(
        "the loss of the network in model.file has 5 class weights, but the data have 3 classes: set training.classWeights, such as balanced, in their place",
        experiment.error());
    assertEquals(
        0, train("run1", five, "--set", "training.classWeights=balanced"), experiment::error);
  }
}
