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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leap.core.step.Precision;
import org.leap.jobs.bench.StepFigures;
import org.leap.jobs.bench.TorchFigures;

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
            "precision",
            "plainMs",
            "leapMs",
            "naiveLeapMs",
            "dl4jMs",
            "floorMs",
            "torch"),
        names(figures));
    assertEquals("mlp", figures.get("model").asText());
    assertEquals(128, figures.get("batchSize").asInt());
    assertEquals("nesterov", figures.get("optimizer").asText());
    for (String name : List.of("plainMs", "leapMs", "naiveLeapMs", "dl4jMs", "floorMs")) {
      assertPositive(figures, name);
    }
    assertEquals("float32", figures.get("precision").asText());
    assertTrue(
        figures.get("floorMs").asDouble() < figures.get("dl4jMs").asDouble(), figures::toString);
  }

  @Test
  void aFloorAndAPeerThatDoNotApplyAreNullAndNotLeftOut() {
    JsonNode figures = new ObjectMapper().valueToTree(lenet("float32", null, null));
    assertEquals(10, figures.size());
    assertTrue(figures.get("floorMs").isNull() && figures.get("torch").isNull());
  }

  private static StepFigures lenet(String precision, Double floor, TorchFigures torch) {
    return new StepFigures("lenet", 64, "sgd", precision, 1.0, 1.1, 2.0, 1.5, floor, torch);
  }

  @Test
  void besidePyTorchEveryPrecisionOfItIsALine() {
    var torch =
        new TorchFigures(
            "1.13.0",
            new TorchFigures.Step("channels last", 2.0, 0.5),
            new TorchFigures.Step("channels first", 4.0, 0.25));
    List<String> lines = BenchCommand.Step.beside(lenet("bfloat16", 0.8, torch)).lines().toList();
    assertEquals(
        "step (ms) ours with LEAP DL4J's own floor PyTorch ours to PyTorch", bare(lines.get(0)));
    assertEquals(
        "PyTorch in float32, channels last 1.00 1.10 1.50 0.80 2.00 0.50", bare(lines.get(1)));
    assertEquals(
        "PyTorch with bfloat16 autocast, channels first 1.00 1.10 1.50 0.80 4.00 0.25",
        bare(lines.get(2)));
    assertEquals(3, lines.size());
    var rows = new TorchFigures("2.4", new TorchFigures.Step("", 20, 0.05), null);
    assertEquals(
        "PyTorch in float32 1.00 1.10 1.50 - 20.0 0.05",
        bare(BenchCommand.Step.beside(lenet("float32", null, rows)).lines().toList().get(1)));
  }

  private static String bare(String line) {
    return line.strip().replaceAll(" +", " ");
  }

  @Test
  void bfloat16IsMeasuredOrRefusedWithTheReason() throws IOException {
    Optional<String> obstacle = Precision.BFLOAT16.obstacle();
    String[] command = {"bench", "step", "--json", "--precision", "bfloat16", "--seconds", "0.1"};
    if (obstacle.isPresent()) {
      assertRefused("--precision is bfloat16, but " + obstacle.get(), command);
    } else {
      assertEquals("bfloat16", json(command).get("precision").asText());
    }
  }

  @Test
  void wrongOptionsAreUsageErrorsThatNameTheValue() {
    assertRefused("--threads is 0, expected at least 1", "bench", "noise", "--threads", "0");
    assertRefused("--seconds is -1.0, expected more than 0", "bench", "noise", "--seconds", "-1");
    assertRefused(
        "'alexnet' is none of mlp, lenet, vgg16, resnet20, resnet18, googlenet",
        "bench",
        "step",
        "--model",
        "alexnet");
    assertRefused("'numpy' is none of torch", "bench", "step", "--peer", "numpy");
    assertRefused(
        "'float16' is none of float32, bfloat16", "bench", "step", "--precision", "float16");
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
