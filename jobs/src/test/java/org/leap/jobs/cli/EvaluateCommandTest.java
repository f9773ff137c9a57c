package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code leap evaluate} and {@code leap predict} on a trained run. */
class EvaluateCommandTest {
  @TempDir private static Path folder;
  private static Experiment experiment;
  private static String model;
  private static String data;

  @BeforeAll
  static void train() throws IOException {
    System.setProperty("spark.master", "local[2]");
    experiment = new Experiment(folder);
    assertEquals(0, experiment.train("run"), () -> experiment.error());
    model = folder.resolve("run/model.zip").toString();
    data = folder.resolve("data.yaml").toString();
    Files.write(
        Path.of(data),
        List.of(
            "data:",
            "  format: idx",
            "  train: {images: train-images, labels: train-labels}",
            "  test: {images: test-images, labels: test-labels}"));
  }

  @AfterAll
  static void forgetMaster() {
    System.clearProperty("spark.master");
  }

  private static JsonNode evaluate(String... options) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("evaluate", "--model", model, "--data", data, "--json"));
    arguments.addAll(List.of(options));
    assertEquals(0, experiment.leap(arguments.toArray(String[]::new)), () -> experiment.error());
    return new ObjectMapper().readTree(experiment.out());
  }

  @Test
  void evaluationIsThatOfTheRun() throws IOException {
    JsonNode evaluation = evaluate();
    assertEquals(Experiment.TEST, evaluation.get("examples").asInt());
    assertEquals(
        experiment.status("run").get("testAccuracy").asDouble(),
        evaluation.get("accuracy").asDouble());
    assertEquals(
        experiment.status("run").get("testLoss").asDouble(),
        evaluation.get("loss").asDouble(),
        1e-6);
    long diagonal = 0;
    long all = 0;
    for (int truth = 0; truth < 3; truth++) {
      for (int predicted = 0; predicted < 3; predicted++) {
        long count = evaluation.get("confusion").get(truth).get(predicted).asLong();
        all += count;
        diagonal += truth == predicted ? count : 0;
      }
    }
    assertEquals(Experiment.TEST, all);
    assertEquals(evaluation.get("correct").asLong(), diagonal);
    assertTrue(evaluation.path("flatness").isMissingNode(), evaluation::toString);
    double f1 = 0;
    for (int c = 0; c < 3; c++) {
      JsonNode scores = evaluation.get("perClass").get(c);
      double predicted = 0;
      for (int truth = 0; truth < 3; truth++) {
        predicted += evaluation.get("confusion").get(truth).get(c).asLong();
      }
      double own = evaluation.get("confusion").get(c).get(c).asLong();
      assertEquals(predicted, scores.get("predicted").asDouble());
      assertEquals(own / scores.get("examples").asLong(), scores.get("recall").asDouble());
      f1 += 2 * own / (predicted + scores.get("examples").asLong());
      assertTrue(scores.get("rocArea").asDouble() > 0.5, scores::toString);
    }
    assertEquals(f1 / 3, evaluation.get("macroF1").asDouble(), 1e-12);
    assertTrue(evaluation.get("rocArea").asDouble() <= 1, evaluation::toString);
  }

  @Test
  void flatnessIsMeasuredOnRequestAndRepeatable() throws IOException {
    String[] options = {"--flatness", "--lanczos-steps", "4", "--probes", "3"};
    JsonNode flatness = evaluate(options).get("flatness");
    assertTrue(flatness.get("largestEigenvalues").get(0).get("value").asDouble() > 0);
    assertEquals(3, flatness.get("trace").get("samples").asInt());
    assertTrue(flatness.get("sharpness").asDouble() > 0);
    assertTrue(flatness.get("noisyLossIncrease").get("standardError").asDouble() > 0);
    assertEquals(flatness, evaluate(options).get("flatness"));
  }

  @Test
  void tableIsForPeople() {
    assertEquals(
        0,
        experiment.leap("evaluate", "--model", model, "--data", data, "--on", "train"),
        () -> experiment.error());
    assertTrue(experiment.out().contains("accuracy"), experiment.out());
    assertTrue(experiment.out().contains("150"), experiment.out());
    assertTrue(experiment.out().contains("predicted class by column"), experiment.out());
    assertTrue(experiment.out().contains("macro F1"), experiment.out());
  }

  /** The lines of all files without their headers. */
  private static List<String> predictions(Path out) throws IOException {
    List<String> lines = new ArrayList<>();
    try (var files = Files.list(out)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith("part-")).sorted().toList()) {
        List<String> part = Files.readAllLines(file);
        assertEquals("index,file,row,label,predicted,p_0,p_1,p_2", part.get(0));
        lines.addAll(part.subList(1, part.size()));
      }
    }
    assertEquals(Experiment.TEST, lines.size());
    return lines;
  }

  @Test
  void imagesWithoutLabelsAreScoredAlike() throws IOException {
    Path known = folder.resolve("known");
    Path unknown = folder.resolve("unknown");
    String images =
        Files.write(
                folder.resolve("images.yaml"),
                List.of("data: {format: idx, test: {images: test-images}}"))
            .toString();
    for (String[] arguments :
        List.of(
            new String[] {"predict", "--model", model, "--data", data, "--out", known.toString()},
            new String[] {
              "predict", "--model", model, "--data", images, "--out", unknown.toString()
            })) {
      assertEquals(0, experiment.leap(arguments), () -> experiment.error());
    }
    List<String> expected =
        predictions(known).stream()
            .map(line -> line.replaceFirst("^(.*?,.*?,.*?),.*?,", "$1,,"))
            .toList();
    assertEquals(expected, predictions(unknown));
    assertEquals(3, experiment.leap("evaluate", "--model", model, "--data", images));
    assertEquals(
        "data: has no labels to compare with: add them, or use leap predict", experiment.error());
  }

  @Test
  void predictionsAgreeWithTheEvaluation() throws IOException {
    Path out = folder.resolve("predictions");
    String[] arguments = {"predict", "--model", model, "--data", data, "--out", out.toString()};
    assertEquals(0, experiment.leap(arguments), () -> experiment.error());
    List<String> lines = predictions(out);
    long correct = 0;
    for (int i = 0; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",", -1);
      assertEquals(String.valueOf(i), cells[0]);
      assertTrue(cells[1].endsWith("/test-images"), cells[1]);
      assertEquals(String.valueOf(i), cells[2]);
      assertEquals(String.valueOf(i % 3), cells[3]);
      correct += cells[3].equals(cells[4]) ? 1 : 0;
      double sum = 0;
      for (int c = 5; c < 8; c++) {
        sum += Double.parseDouble(cells[c]);
      }
      assertEquals(1, sum, 1e-5);
    }
    assertEquals(evaluate().get("correct").asLong(), correct);
    assertEquals(2, experiment.leap(arguments));
    assertEquals("--out " + out + " exists: choose another folder", experiment.error());
  }

  @Test
  void wrongInputEndsInOneLine() throws IOException {
    assertEquals(3, experiment.leap("evaluate", "--model", folder + "/none.zip", "--data", data));
    assertEquals(
        folder + "/none.zip: there is no such model file; check the path", experiment.error());
    assertEquals(2, experiment.leap("evaluate", "--model", model, "--data", folder + "/none.yaml"));
    Path broken = folder.resolve("broken.zip");
    Files.write(broken, "no model".getBytes(StandardCharsets.UTF_8));
    assertEquals(3, experiment.leap("evaluate", "--model", broken.toString(), "--data", data));
    assertTrue(experiment.error().startsWith(broken + ": not a model file"), experiment.error());
    assertEquals(
        2,
        experiment.leap(
            "evaluate", "--model", model, "--data", data, "--flatness", "--probes", "1"));
  }
}
