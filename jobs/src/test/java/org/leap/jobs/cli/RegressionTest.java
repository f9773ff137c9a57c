package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code data.task: regression}: prices that depend on two of three columns, in thousands. */
class RegressionTest {
  private static final int TEST = 100;
  private static final double NOISE = 5_000;
  private static final String DATA =
      "{format: csv, train: train.csv, test: test.csv, label: price, task: regression}";

  @TempDir private static Path folder;
  private static Experiment experiment;
  private static String model;

  @BeforeAll
  static void train() throws IOException {
    System.setProperty("spark.master", "local[2]");
    experiment = new Experiment(folder);
    tables("train", 400, 1);
    tables("test", TEST, 2);
    configuration(DATA);
    assertEquals(0, experiment.train("run"), () -> experiment.error());
    model = experiment.path("run").resolve("model.zip").toString();
  }

  @AfterAll
  static void forgetMaster() {
    System.clearProperty("spark.master");
  }

  private static void configuration(String data, String... more) throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "data: " + data,
                "model: {name: mlp, hidden: [16]}",
                "optimizer: {name: adam}",
                "schedule: {name: constant, learningRate: 0.01}",
                "perturbation: {sigma: 0.2, scope: scalar}"));
    lines.addAll(
        more.length > 0
            ? List.of(more)
            : List.of("training: {epochs: 8, batchSize: 8, workers: 2}"));
    experiment.write("config.yaml", String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  /** The same rows as CSV and as LIBSVM. */
  private static void tables(String name, int rows, long seed) throws IOException {
    Random random = new Random(seed);
    List<String> csv = new ArrayList<>(List.of("area,age,noise,price"));
    List<String> libsvm = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      double area = 100 + 20 * random.nextGaussian();
      double age = 30 + 10 * random.nextGaussian();
      double price = 300_000 + 2_000 * area - 1_000 * age + NOISE * random.nextGaussian();
      csv.add(
          String.format(Locale.ROOT, "%.2f,%.2f,%.3f,%.0f", area, age, random.nextDouble(), price));
      String[] cells = csv.get(csv.size() - 1).split(",", -1);
      libsvm.add("%s 1:%s 2:%s 3:%s".formatted(cells[3], cells[0], cells[1], cells[2]));
    }
    Files.write(folder.resolve(name + ".csv"), csv);
    Files.write(folder.resolve(name + ".libsvm"), libsvm);
  }

  private static JsonNode evaluated(String of, String block) throws IOException {
    assertEquals(
        0,
        experiment.leap("evaluate", "--model", of, "--data", experiment.data(block), "--json"),
        () -> experiment.error());
    return new ObjectMapper().readTree(experiment.out());
  }

  /** Lines of predictions, cell by cell, without the header. */
  private static List<String[]> predicted(String block, String out) throws IOException {
    String to = folder.resolve(out).toString();
    assertEquals(
        0,
        experiment.leap("predict", "--model", model, "--data", experiment.data(block), "--out", to),
        () -> experiment.error());
    assertTrue(experiment.out().contains("scored " + TEST + " examples, by a number"));
    List<String[]> rows = new ArrayList<>();
    try (var parts = Files.list(folder.resolve(out))) {
      for (Path part :
          parts.filter(p -> p.getFileName().toString().startsWith("part-")).sorted().toList()) {
        List<String> lines = Files.readAllLines(part);
        assertEquals("index,file,row,label,predicted", lines.get(0));
        lines.stream().skip(1).map(line -> line.split(",", -1)).forEach(rows::add);
      }
    }
    return rows;
  }

  private static float[] column(List<String[]> rows, int column) {
    float[] values = new float[rows.size()];
    IntStream.range(0, values.length)
        .forEach(i -> values[i] = Float.parseFloat(rows.get(i)[column]));
    return values;
  }

  private static float[][] cells(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file)).stream()
        .skip(1)
        .map(line -> line.split(",", -1))
        .map(
            cells -> {
              float[] values = new float[cells.length];
              IntStream.range(0, cells.length).forEach(i -> values[i] = Float.parseFloat(cells[i]));
              return values;
            })
        .toArray(float[][]::new);
  }

  @Test
  void aRunSaysR2WhereOthersSayAccuracy() throws IOException {
    JsonNode status = experiment.status("run");
    double r2 = status.get("testR2").asDouble();
    assertTrue(r2 > 0.95 && r2 < 1, () -> "R2 " + r2);
    assertFalse(status.has("testAccuracy"));
    List<JsonNode> epochs =
        experiment.metrics("run").stream().filter(line -> !line.has("round")).toList();
    assertEquals(8, epochs.size());
    assertEquals(r2, epochs.get(7).get("testR2").asDouble());
    assertFalse(epochs.get(7).has("testAccuracy"));
    String report = Files.readString(experiment.path("run").resolve("report.html"));
    assertTrue(report.contains("Final test R2 "), report);
    assertFalse(report.contains("accuracy"));
    assertFalse(report.contains("<h2>Classes</h2>"));
  }

  @Test
  void aLongerRunAndAnotherReportAreTheSame() throws IOException {
    String training = "training: {epochs: %d, batchSize: 8, workers: 2}";
    configuration(DATA, training.formatted(3));
    assertEquals(0, experiment.train("longer"), () -> experiment.error());
    configuration(DATA, training.formatted(8));
    assertEquals(0, experiment.train("longer", "--resume"), () -> experiment.error());
    assertEquals(experiment.sha("run"), experiment.sha("longer"));
    assertEquals(experiment.status("run").get("testR2"), experiment.status("longer").get("testR2"));
    Path report = experiment.path("run").resolve("report.html");
    String written = Files.readString(report);
    Files.delete(report);
    assertEquals(0, experiment.leap("report", experiment.path("run").toString()));
    assertEquals(written, Files.readString(report));
  }

  @Test
  void evaluationAndPredictionsAreInTheUnitOfTheLabels() throws IOException {
    JsonNode figures =
        evaluated(model, "{format: csv, test: test.csv, label: price, task: regression}");
    assertEquals(
        experiment.status("run").get("testR2").asDouble(), figures.get("r2").asDouble(), 1e-7);
    List<String[]> rows =
        predicted("{format: csv, test: test.csv, label: price, task: regression}", "scored");
    float[] labels = column(rows, 3);
    float[] numbers = column(rows, 4);
    float[][] file = cells("test.csv");
    double mean = IntStream.range(0, TEST).mapToDouble(i -> labels[i]).average().orElseThrow();
    double error = 0;
    double variance = 0;
    for (int i = 0; i < TEST; i++) {
      assertEquals(file[i][3], labels[i]);
      error += Math.pow(labels[i] - numbers[i], 2) / TEST;
      variance += Math.pow(labels[i] - mean, 2) / TEST;
    }
    assertEquals(error, figures.get("meanSquaredError").asDouble(), 1e-4 * error);
    assertEquals(1 - error / variance, figures.get("r2").asDouble(), 1e-5);
    assertFalse(figures.has("accuracy") || figures.has("classes") || figures.has("confusion"));
    assertEquals(
        0,
        experiment.leap("evaluate", "--model", model, "--data", experiment.data(DATA)),
        () -> experiment.error());
    assertTrue(experiment.out().contains("mean squared error"), experiment.out());
  }

  @Test
  void rowsWithoutLabelsAreScoredAlike() throws IOException {
    List<String> bare = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("test.csv"))) {
      bare.add(line.substring(0, line.lastIndexOf(',')));
    }
    Files.write(folder.resolve("bare.csv"), bare);
    List<String[]> rows = predicted("{format: csv, test: bare.csv}", "bare");
    assertTrue(rows.stream().allMatch(row -> row[3].isEmpty()));
    float[] known =
        column(
            predicted("{format: csv, test: test.csv, label: price, task: regression}", "again"), 4);
    assertTrue(Arrays.equals(known, column(rows, 4)));
  }

  @Test
  void otherFormatsTrainTheSameNetwork() throws IOException {
    configuration(
        "{format: libsvm, train: train.libsvm, test: test.libsvm, task: regression, normalize: standard}");
    assertEquals(0, experiment.train("libsvm"), () -> experiment.error());
    assertEquals(experiment.sha("run"), experiment.sha("libsvm"));
    String parquet = folder.resolve("parquet").toString();
    assertEquals(
        0,
        experiment.leap(
            "predict",
            "--model",
            model,
            "--data",
            experiment.data(DATA),
            "--format",
            "parquet",
            "--out",
            parquet),
        () -> experiment.error());
    for (String block :
        List.of(
            "format: parquet, train: parquet, test: parquet",
            "format: table, train: {source: parquet, path: parquet}")) {
      configuration("{%s, label: label, features: [predicted], task: regression}".formatted(block));
      String run = block.contains("table") ? "table" : "files";
      assertEquals(0, experiment.train(run), () -> experiment.error());
      assertTrue(experiment.status(run).get("testR2").asDouble() > 0.9, block);
    }
  }

  @Test
  void anExportedNetworkGivesTheNumbersToo() throws IOException, OrtException {
    String out = folder.resolve("model.onnx").toString();
    assertEquals(
        0,
        experiment.leap(
            "export", "--model", model, "--format", "onnx", "--out", out, "--with-scaling"),
        () -> experiment.error());
    float[][] rows =
        Arrays.stream(cells("test.csv")).map(row -> Arrays.copyOf(row, 3)).toArray(float[][]::new);
    float[] known =
        column(
            predicted("{format: csv, test: test.csv, label: price, task: regression}", "onnx"), 4);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(out);
        OnnxTensor input = OnnxTensor.createTensor(environment, rows);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      float[][] numbers = (float[][]) result.get("output").orElseThrow().getValue();
      for (int row = 0; row < TEST; row++) {
        assertEquals(known[row], numbers[row][0], 1e-5f * known[row]);
      }
    }
  }

  @Test
  void inspectTellsTheRangeOfTheLabels() throws IOException {
    assertEquals(
        0, experiment.leap("data", "inspect", experiment.data(DATA)), () -> experiment.error());
    String label =
        experiment
            .out()
            .lines()
            .filter(line -> line.startsWith("label "))
            .findFirst()
            .orElseThrow();
    assertTrue(
        label.matches(
            "label +3\\S+e\\+05 to 5\\S+e\\+05, mean 4\\.\\d+e\\+05, deviation 4\\.\\d+e\\+04"),
        label);
    assertFalse(experiment.out().contains("class"), experiment.out());
  }

  @Test
  void initDraftsIt() throws IOException {
    String file = folder.resolve("drafted.yaml").toString();
    assertEquals(
        0,
        experiment.leap(
            "init", folder.resolve("train.csv").toString(), "--label", "price", "--out", file),
        () -> experiment.error());
    assertTrue(experiment.out().contains("of 3 features, a number from 3"), experiment.out());
    assertTrue(Files.readString(folder.resolve("drafted.yaml")).contains("  task: regression  "));
    String run = folder.resolve("drafted").toString();
    assertEquals(
        0,
        experiment.leap("train", file, "--run-dir", run, "--set", "training.epochs=10"),
        () -> experiment.error());
    assertTrue(experiment.status("drafted").get("testR2").asDouble() > 0.8);
  }

  @Test
  void whatIsOfClassesIsRefused() throws IOException {
    List<String> wrong =
        List.of(
            "training: {epochs: 1, labelSmoothing: 0.1}",
            "training: {epochs: 1, classWeights: balanced}",
            "training: {epochs: 1, earlyStopping: {metric: accuracy}}");
    for (String training : wrong) {
      configuration(DATA, training);
      assertEquals(2, experiment.train("wrong"), training);
      assertTrue(experiment.error().contains("regression"), experiment.error());
    }
    configuration(DATA.replace("task:", "labelNoise: 0.1, task:"));
    assertEquals(2, experiment.train("wrong"));
    assertTrue(experiment.error().contains("labelNoise draws classes"), experiment.error());
    assertEquals(2, experiment.leap("data", "prepare", experiment.data(DATA), "--out", "prepared"));
    assertTrue(experiment.error().contains("only data of classes are prepared"));
    configuration(DATA);
    experiment.write(
        "experiment.yaml",
        "base: config.yaml\ngrid: {perturbation.sigma: [0.1]}\nseeds: [1]\n"
            .getBytes(StandardCharsets.UTF_8));
    assertEquals(
        2,
        experiment.leap("experiment", folder.resolve("experiment.yaml").toString(), "--dry-run"));
    assertTrue(experiment.error().contains("is a regression"), experiment.error());
  }

  @Test
  void aLabelThatIsNoNumberIsNamedWithItsLine() throws IOException {
    Files.write(
        folder.resolve("bad.csv"), List.of("area,age,noise,price", "1,2,3,4e5", "1,2,3,cheap"));
    configuration("{format: csv, train: bad.csv, label: price, task: regression}");
    assertEquals(3, experiment.train("bad"));
    assertTrue(
        experiment.error().contains("line 3: label \"cheap\" is not a finite number"),
        experiment.error());
  }

  @Test
  void classesAndNumbersDoNotGoTogether() throws IOException {
    assertEquals(
        3,
        experiment.leap(
            "evaluate",
            "--model",
            model,
            "--data",
            experiment.data("{format: csv, test: test.csv, label: price}")));
    assertTrue(experiment.error().contains("set data.task to regression"), experiment.error());
    configuration(
        "{format: csv, train: train.csv, label: price}",
        "training: {epochs: 1, batchSize: 8, workers: 2}");
    assertEquals(0, experiment.train("classes"), () -> experiment.error());
    // A classifier of as many classes as there are prices is no start for a regression.
    String classifier = experiment.path("classes").resolve("model.zip").toString();
    configuration(DATA);
    assertEquals(
        2,
        experiment.train("from", "--set", "model={file: " + classifier + "}"),
        () -> experiment.error());
    assertTrue(experiment.error().contains("ends in a softmax"), experiment.error());
  }
}
