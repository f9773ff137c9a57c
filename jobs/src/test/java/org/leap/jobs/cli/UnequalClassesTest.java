package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A table in which one of twenty examples is of the class that matters. */
class UnequalClassesTest extends OnExperiment {
  @BeforeEach
  void writeTable() throws IOException {
    table("train.csv", 800, 1);
    table("test.csv", 800, 2);
    experiment.write(
        "config.yaml",
        String.join(
                "\n",
                "data: {format: csv, train: train.csv, test: test.csv, label: fraud}",
                "model: {name: mlp, hidden: [4]}",
                "optimizer: {name: adam}",
                "schedule: {name: constant, learningRate: 0.02}",
                "training: {epochs: 10, batchSize: 40, workers: 2}")
            .getBytes(StandardCharsets.UTF_8));
  }

  private void table(String name, int rows, long seed) throws IOException {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>(List.of("amount,age,fraud"));
    for (int row = 0; row < rows; row++) {
      boolean fraud = row % 20 == 0;
      double amount = (fraud ? 1.5 : 0) + random.nextGaussian();
      lines.add(
          String.format(
              Locale.ROOT, "%.3f,%.3f,%s", amount, random.nextGaussian(), fraud ? "yes" : "no"));
    }
    Files.write(experiment.path(name), lines);
  }

  private JsonNode fraud(String run, String... sets) throws IOException {
    assertEquals(0, experiment.train(run, sets), experiment::error);
    String[] evaluate = {
      "evaluate",
      "--model",
      experiment.path(run).resolve("model.zip").toString(),
      "--data",
      experiment.path("config.yaml").toString(),
      "--json"
    };
    assertEquals(0, experiment.leap(evaluate), experiment::error);
    JsonNode evaluation = new ObjectMapper().readTree(experiment.out());
    assertEquals("yes", evaluation.get("perClass").get(1).get("name").asText());
    return evaluation.get("perClass").get(1);
  }

  @Test
  void balancedWeightsFindTheRareClass() throws IOException {
    JsonNode alike = fraud("alike");
    JsonNode balanced = fraud("balanced", "--set", "training.classWeights=balanced");
    assertTrue(alike.get("recall").asDouble() < 0.4, alike::toString);
    assertTrue(balanced.get("recall").asDouble() > 0.7, balanced::toString);
    // Weights move the border, and hardly change which example is the more suspicious.
    assertEquals(
        alike.get("rocArea").asDouble(), balanced.get("rocArea").asDouble(), 0.03, "ROC area");
    // The same weights in numbers.
    fraud("numbers", "--set", "training.classWeights=[1, 19]");
    assertEquals(experiment.sha("balanced"), experiment.sha("numbers"));
    assertNotEquals(experiment.sha("alike"), experiment.sha("balanced"));
  }

  /** Weights of 1 are none, to the bit. */
  @Test
  void weightsOfAnEarlierRunDoNotGoOnInTheNext() throws IOException {
    fraud("balanced", "--set", "training.classWeights=balanced");
    String[] from = {"--from", experiment.path("balanced").toString()};
    assertEquals(0, experiment.train("none", from), experiment::error);
    String[] ones = {from[0], from[1], "--set", "training.classWeights=[1, 1]"};
    assertEquals(0, experiment.train("ones", ones), experiment::error);
    assertEquals(experiment.sha("ones"), experiment.sha("none"));
    String[] balanced = {from[0], from[1], "--set", "training.classWeights=balanced"};
    assertEquals(0, experiment.train("again", balanced), experiment::error);
    assertNotEquals(experiment.sha("again"), experiment.sha("none"));
  }

  @Test
  void weightsForOtherClassesAreRefused() {
    assertEquals(
        2, experiment.train("run", "--set", "training.classWeights=[1, 2, 3]"), experiment::error);
    assertTrue(
        experiment.error().contains("training.classWeights has 3 values, but the data have 2"),
        experiment.error());
  }
}
