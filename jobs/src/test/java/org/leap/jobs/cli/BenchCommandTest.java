package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leap.jobs.bench.StepFigures;

class BenchCommandTest {
  private final Console console = new Console();

  @Test
  void noisePrintsTheObjectOfTheDesign() throws IOException {
    JsonNode figures =
        json(
            "bench",
            "noise",
            "--json",
            "--parameters",
            "4096",
            "--threads",
            "2",
            "--seconds",
            "0.1");
    assertEquals(
        List.of(
            "nsPerParameter",
            "nd4jNsPerParameter",
            "floorNsPerParameter",
            "kernel",
            "parameters",
            "threads"),
        names(figures));
    for (String name : List.of("nsPerParameter", "nd4jNsPerParameter", "floorNsPerParameter")) {
      assertPositive(figures, name);
    }
    assertTrue(figures.get("kernel").asText().matches("scalar|vector-\\d+"), figures::toString);
    assertEquals(4096, figures.get("parameters").asInt());
    assertEquals(2, figures.get("threads").asInt());
  }

  @Test
  void aTableNamesPeerAndFloorAndIsNoJson() {
    assertEquals(
        0,
        console.leap("bench", "noise", "--parameters", "1000", "--seconds", "0.1"),
        () -> console.err());
    List<String> lines = console.out().lines().toList();
    assertEquals(3, lines.size(), console.out());
    assertTrue(lines.get(0).contains("1,000 parameters"), console.out());
    assertEquals(List.of("figure", "ours", "peer", "floor"), List.of(lines.get(1).split(" +", -1)));
    assertTrue(lines.get(2).startsWith("perturbation (ns per parameter)"), console.out());
    assertFalse(console.out().contains("{"), console.out());
  }

  @Test
  void stepPrintsTheObjectOfTheDesign() throws IOException {
    JsonNode figures =
        json("bench", "step", "--json", "--optimizer", "nesterov", "--seconds", "0.1");
    assertEquals(
        List.of(
            "model",
            "batchSize",
            "optimizer",
            "plainMs",
            "leapMs",
            "naiveLeapMs",
            "dl4jMs",
            "matrixProductsMs"),
        names(figures));
    assertEquals("mlp", figures.get("model").asText());
    assertEquals(128, figures.get("batchSize").asInt());
    assertEquals("nesterov", figures.get("optimizer").asText());
    for (String name : List.of("plainMs", "leapMs", "naiveLeapMs", "dl4jMs", "matrixProductsMs")) {
      assertPositive(figures, name);
    }
    assertTrue(
        figures.get("matrixProductsMs").asDouble() < figures.get("dl4jMs").asDouble(),
        figures::toString);
  }

  @Test
  void aFloorThatDoesNotApplyIsNullAndNotLeftOut() throws IOException {
    JsonNode figures =
        new ObjectMapper()
            .valueToTree(new StepFigures("lenet", 64, "sgd", 1.0, 1.1, 2.0, 1.5, null));
    assertEquals(8, figures.size());
    assertTrue(figures.get("matrixProductsMs").isNull());
  }

  @Test
  void wrongOptionsAreUsageErrorsThatNameTheValue() {
    assertRefused("--threads is 0, expected at least 1", "bench", "noise", "--threads", "0");
    assertRefused("--seconds is -1.0, expected more than 0", "bench", "noise", "--seconds", "-1");
    assertRefused(
        "'alexnet' is none of mlp, lenet, vgg16, resnet20", "bench", "step", "--model", "alexnet");
    assertRefused(
        "--averaging-frequency is 0, expected at least 1",
        "bench",
        "engine",
        "--averaging-frequency",
        "0");
    assertRefused("Missing command: say what to measure", "bench");
    assertRefused("--rounds is 3, expected at least 10", "bench", "memory", "--rounds", "3");
  }

  private void assertRefused(String message, String... arguments) {
    assertEquals(2, console.leap(arguments), () -> console.err());
    assertTrue(console.err().contains(message), console.err());
  }

  private JsonNode json(String... arguments) throws IOException {
    assertEquals(0, console.leap(arguments), () -> console.err());
    assertEquals(1, console.out().strip().lines().count(), console.out());
    return new ObjectMapper().readTree(console.out());
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    for (Iterator<String> i = object.fieldNames(); i.hasNext(); ) {
      names.add(i.next());
    }
    return names;
  }

  private static void assertPositive(JsonNode object, String name) {
    JsonNode value = object.get(name);
    assertTrue(value.isDouble() && value.asDouble() > 0, () -> name + " in " + object);
  }
}
