package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleCommandTest {
  @TempDir private Path folder;
  private Experiment experiment;
  private String config;

  @BeforeEach
  void makeExperiment() throws IOException {
    experiment = new Experiment(folder);
    experiment.configuration(
        "perturbation: {sigma: 0.25}",
        "training: {epochs: 4, batchSize: 8, workers: 3, averagingFrequency: 4}");
    config = experiment.path("config.yaml").toString();
  }

  /** 150 examples for 3 workers in minibatches of 8 are 7 steps an epoch, known from the data. */
  @Test
  void csvHoldsRateAndBand() throws IOException {
    Path csv = folder.resolve("out.csv");
    int code =
        experiment.leap(
            "schedule",
            config,
            "--out",
            csv.toString(),
            "--set",
            "schedule={name: polynomial, learningRate: 0.4}");
    assertEquals(0, code, experiment::error);
    List<String> lines = Files.readAllLines(csv);
    assertEquals(
        "step,epoch,learningRate,sigma,minus2,minus1,plus1,plus2,roundSteps,sigmaEffective",
        lines.get(0));
    assertEquals(1 + 28, lines.size());
    // Three workers of about as many examples.
    assertTrue(
        lines
            .get(1)
            .startsWith("0,1,0.4,0.25,0.2,0.30000000000000004,0.5,0.6000000000000001,4,0.144"),
        lines.get(1));
    assertTrue(
        lines
            .get(15)
            .startsWith("14,3,0.2,0.25,0.1,0.15000000000000002,0.25,0.30000000000000004,4,"),
        lines.get(15));
    assertTrue(lines.get(28).startsWith("27,4,"), lines.get(28));
  }

  /** Compensation goes by the workers' shares of a round's examples, which are not equal. */
  @Test
  void previewsTheSigmaThatTheRunHas() throws IOException {
    Path csv = folder.resolve("out.csv");
    String[] changes = {
      "--set", "perturbation.compensation=full",
      "--set", "training.workers=4",
      "--set", "training.batchSize=12",
      "--set", "training.averagingFrequency=3"
    };
    List<String> arguments = new ArrayList<>(List.of("schedule", config, "--out", csv.toString()));
    arguments.addAll(List.of(changes));
    assertEquals(0, experiment.leap(arguments.toArray(String[]::new)), experiment::error);
    assertEquals(0, experiment.train("run", changes), experiment::error);
    List<String> preview = Files.readAllLines(csv);
    Set<String> sigmas = new HashSet<>();
    for (String line : Files.readAllLines(experiment.path("run/metrics.jsonl"))) {
      JsonNode round = new ObjectMapper().readTree(line);
      if (round.path("sigma").isNumber()) {
        String[] moment = preview.get(round.get("step").asInt()).split(",", -1);
        assertEquals(round.get("sigma").asText(), moment[3], line);
        sigmas.add(moment[3]);
      }
    }
    assertEquals(2, sigmas.size(), sigmas::toString);
  }

  @Test
  void pngShowsLineAndBands() throws IOException {
    Path png = folder.resolve("out.png");
    String decay = "schedule={name: polynomial, learningRate: 0.4}";
    assertEquals(0, experiment.leap("schedule", config, "--out", png.toString(), "--set", decay));
    BufferedImage image = ImageIO.read(png.toFile());
    assertEquals(1040, image.getWidth());
    Set<Integer> colours = new HashSet<>();
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        colours.add(image.getRGB(x, y) & 0xFFFFFF);
      }
    }
    assertTrue(colours.containsAll(List.of(0x0072B2, 0xD9EAF5, 0xA9D1EA)), "colours");
  }

  /** Rounds of a rule are those that the run then has. */
  @Test
  void previewsTheRoundsThatTheRunHas() throws IOException {
    Path csv = folder.resolve("out.csv");
    String[] changes = {
      "--set", "schedule={name: cosine, learningRate: 0.1}",
      "--set", "training.averagingFrequency={quadratic: {start: 1, alpha: 0.12}}"
    };
    List<String> arguments = new ArrayList<>(List.of("schedule", config, "--out", csv.toString()));
    arguments.addAll(List.of(changes));
    assertEquals(0, experiment.leap(arguments.toArray(String[]::new)), experiment::error);
    String said = experiment.error();
    assertEquals(0, experiment.train("run", changes), experiment::error);
    List<String> preview = Files.readAllLines(csv);
    List<Integer> lengths = new ArrayList<>();
    int before = 0;
    for (String line : Files.readAllLines(experiment.path("run/metrics.jsonl"))) {
      JsonNode round = new ObjectMapper().readTree(line);
      if (round.has("sigma")) {
        int end = round.get("step").asInt();
        for (int step = before; step < end; step++) {
          String roundSteps = preview.get(step + 1).split(",", -1)[8];
          assertEquals(String.valueOf(end - before), roundSteps, preview.get(step + 1));
        }
        lengths.add(end - before);
        before = end;
      }
    }
    assertEquals(28, before);
    assertEquals(List.of(1, 1, 1), lengths.subList(0, 3));
    assertEquals(7, lengths.get(lengths.size() - 1), lengths::toString);
    assertEquals(lengths.size() + " rounds", said);
  }

  @Test
  void withoutAFileATableIsPrinted() {
    assertEquals(0, experiment.leap("schedule", config, "--steps-per-epoch", "100"));
    List<String> lines = experiment.out().lines().toList();
    assertEquals(22, lines.size());
    assertEquals(
        List.of(
            "step",
            "epoch",
            "learning rate",
            "± sigma, a worker",
            "± effective sigma, averaged",
            "round"),
        List.of(lines.get(0).trim().split("  +")));
    assertEquals(
        List.of(
            "399", "4", "0.02000", "0.01500", "to", "0.02500", "0.01711", "to", "0.02289", "4",
            "steps"),
        List.of(lines.get(21).trim().split(" +")));
  }

  @Test
  void wrongUseIsExplained() {
    assertEquals(2, experiment.leap("schedule", config, "--out", "x.pdf"));
    assertEquals(2, experiment.leap("schedule", config, "--steps-per-epoch", "0"));
    assertEquals(3, experiment.leap("schedule", config, "--set", "data.train.images=/none"));
  }
}
