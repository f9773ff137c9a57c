package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.docs.PageProgram;
import org.leap.jobs.formats.tables.ParquetFiles;

/** A network that was trained on a table scores other tables: what is in them counts, not where. */
class ScoringTest {
  private static final int TEST = 60;

  @TempDir private static Path folder;
  private static Experiment experiment;
  private static String model;

  @BeforeAll
  static void train() throws IOException {
    System.setProperty("spark.master", "local[2]");
    experiment = new Experiment(folder);
    table("train.csv", 200, 1);
    table("test.csv", TEST, 2);
    experiment.write(
        "config.yaml",
        String.join(
                "\n",
                "data: {format: csv, train: train.csv, test: test.csv, label: kind}",
                "model: {name: mlp, hidden: [8]}",
                "optimizer: {name: adam}",
                "schedule: {name: constant, learningRate: 0.02}",
                "training: {epochs: 4, batchSize: 8, workers: 2}")
            .getBytes(StandardCharsets.UTF_8));
    assertEquals(0, experiment.train("run"), () -> experiment.error());
    model = experiment.path("run").resolve("model.zip").toString();
  }

  @AfterAll
  static void forgetMaster() {
    System.clearProperty("spark.master");
  }

  /** Dogs are long and light here, in columns of very different sizes. */
  private static void table(String name, int rows, long seed) throws IOException {
    Random random = new Random(seed);
    List<String> lines = new ArrayList<>(List.of("length,weight,age,kind"));
    for (int row = 0; row < rows; row++) {
      boolean dog = row % 2 == 0;
      lines.add(
          String.format(
              Locale.ROOT,
              "%.3f,%.3f,%.3f,%s",
              (dog ? 70 : 50) + 5 * random.nextGaussian(),
              (dog ? 4000 : 6000) + 500 * random.nextGaussian(),
              random.nextDouble(),
              dog ? "dog" : "cat"));
    }
    Files.write(folder.resolve(name), lines);
  }

  /** Writes a table with the cells of another in another order. */
  private static void reordered(String from, String to, int... columns) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(from))) {
      String[] cells = line.split(",", -1);
      List<String> chosen = new ArrayList<>();
      for (int column : columns) {
        chosen.add(cells[column]);
      }
      lines.add(String.join(",", chosen));
    }
    Files.write(folder.resolve(to), lines);
  }

  private static int evaluate(String model, String block) throws IOException {
    return experiment.leap(
        "evaluate", "--model", model, "--data", experiment.data(block), "--json");
  }

  private static double[] figures(String block) throws IOException {
    assertEquals(0, evaluate(model, block), () -> experiment.error());
    JsonNode json = new ObjectMapper().readTree(experiment.out());
    assertEquals("[\"cat\",\"dog\"]", json.get("classes").toString());
    assertEquals(TEST, json.get("examples").asInt());
    return new double[] {json.get("accuracy").asDouble(), json.get("loss").asDouble()};
  }

  @Test
  void aTestSetAloneInAnyOrderScoresAsInTheRun() throws IOException {
    double accuracy = experiment.status("run").get("testAccuracy").asDouble();
    double loss = experiment.status("run").get("testLoss").asDouble();
    assertTrue(accuracy > 0.9, () -> "accuracy " + accuracy);
    reordered("test.csv", "other.csv", 1, 3, 2, 0);
    for (String block :
        List.of(
            "{format: csv, test: test.csv, label: kind}",
            "{format: csv, test: other.csv, label: kind}",
            "{format: csv, test: other.csv, label: kind, features: [age, length, weight]}")) {
      double[] figures = figures(block);
      assertEquals(accuracy, figures[0], block);
      assertEquals(loss, figures[1], 1e-6, block);
    }
  }

  @Test
  void otherClassesOrFeaturesAreRefusedWithBothLists() throws IOException {
    Files.writeString(
        folder.resolve("eagles.csv"), "length,weight,age,kind\n70,4000,0.5,dog\n60,3000,1,eagle\n");
    assertEquals(3, evaluate(model, "{format: csv, test: eagles.csv, label: kind}"));
    assertEquals(
        model
            + ": the model tells the 2 classes [cat, dog] apart, the data have the 2 classes [dog, eagle]: it does not know [eagle]; use data of its classes",
        experiment.error());
    Files.writeString(folder.resolve("heights.csv"), "length,height,age,kind\n70,40,0.5,dog\n");
    assertEquals(3, evaluate(model, "{format: csv, test: heights.csv, label: kind}"));
    assertEquals(
        model
            + ": the model takes the 3 features [length, weight, age], the data have the 3 features [length, height, age]: missing are [weight], not known to it [height]; name its columns in data.features",
        experiment.error());
    assertEquals(3, evaluate(model, "{format: csv, train: test.csv, label: age}"));
    assertEquals(
        3,
        experiment.leap(
            "predict",
            "--model",
            model,
            "--data",
            experiment.data("{format: csv, test: eagles.csv, label: kind}"),
            "--out",
            folder + "/none"));
    assertFalse(Files.exists(folder.resolve("none")));
  }

  @Test
  void predictionsNameClassesAndRows() throws IOException {
    Files.writeString(
        folder.resolve("some.csv"),
        "kind,age,weight,length\ndog,0.5,4000,70\ndog,0.5,none,70\ncat,0.1,6100,49\n");
    Path out = folder.resolve("predictions");
    String some =
        experiment.data(
            "{format: csv, test: some.csv, label: kind, onBadRecord: skip, badRecordLimit: 1}");
    assertEquals(
        0,
        experiment.leap("predict", "--model", model, "--data", some, "--out", out.toString()),
        () -> experiment.error());
    List<String> lines = new ArrayList<>();
    for (int part = 0; Files.exists(out.resolve("part-0000" + part)); part++) {
      List<String> all = Files.readAllLines(out.resolve("part-0000" + part));
      assertEquals("index,file,row,label,predicted,p_cat,p_dog", all.get(0));
      lines.addAll(all.subList(1, all.size()));
    }
    String file = folder.resolve("some.csv").toString();
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).startsWith("0," + file + ",2,dog,dog,"), lines.get(0));
    assertTrue(lines.get(1).startsWith("1," + file + ",4,cat,cat,"), lines.get(1));
    List<String> skipped = Files.readAllLines(out.resolve("_skipped.csv"));
    assertEquals("file,row,reason", skipped.get(0));
    assertTrue(skipped.get(1).startsWith(file + ",3,"), skipped.get(1));
    assertTrue(skipped.get(1).contains("column"), skipped.get(1));
    assertTrue(Files.exists(out.resolve("_SUCCESS")));
  }

  /** The model's columns are taken from among others, in any order. */
  @Test
  void rowsWithoutLabelsArePredicted() throws IOException {
    Files.writeString(
        folder.resolve("new.csv"),
        "patient,age,weight,length\nRex,0.5,4000,70\nTom,0.1,6100,49\nMia,0.1,6000,50\n");
    Path out = folder.resolve("unlabelled");
    String rows = experiment.data("{format: csv, test: new.csv}");
    List<String> lines = predicted(rows, out);
    assertEquals("scored 3 examples, of 2 classes, into " + out, experiment.out().strip());
    String file = folder.resolve("new.csv").toString();
    assertTrue(lines.get(0).startsWith("0," + file + ",2,,dog,"), lines.get(0));
    assertTrue(lines.get(1).startsWith("1," + file + ",3,,cat,"), lines.get(1));
    assertEquals(
        0,
        experiment.leap(
            "predict",
            "--model",
            model,
            "--data",
            rows,
            "--format",
            "parquet",
            "--out",
            folder.resolve("table").toString()),
        () -> experiment.error());

    assertEquals(3, evaluate(model, "{format: csv, test: new.csv}"));
    assertEquals(
        "data: has no labels to compare with: add data.label, or use leap predict",
        experiment.error());
  }

  @Test
  void columnsAndTablesWithoutLabelsArePredicted() throws IOException {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message rows { required binary patient (STRING); required double age;"
                + " required int32 weight; required float length; }");
    String file =
        ParquetFiles.write(
            folder.resolve("new.parquet"),
            schema,
            Map.of(),
            1 << 20,
            patient(schema, "Tom", 0.1, 6100, 49),
            patient(schema, "Rex", 0.5, 4000, 70));
    List<String> rows =
        predicted(experiment.data("{format: parquet, test: new.parquet}"), folder.resolve("rows"));
    assertTrue(rows.get(0).startsWith("0," + file + ",0,,cat,"), rows.get(0));
    assertTrue(rows.get(1).startsWith("1," + file + ",1,,dog,"), rows.get(1));
    List<String> keyed =
        predicted(
            experiment.data(
                "{format: table, test: {source: parquet, path: new.parquet}, key: patient}"),
            folder.resolve("keyed"));
    assertTrue(keyed.get(0).startsWith("0," + file + ",0,Rex,,dog,"), keyed.get(0));
    assertTrue(keyed.get(1).startsWith("1," + file + ",1,Tom,,cat,"), keyed.get(1));
    assertEquals(probabilities(rows.get(1)), probabilities(keyed.get(0)));

    assertEquals(3, evaluate(model, "{format: parquet, test: new.parquet}"));
    assertEquals(
        "data: has no labels to compare with: add data.label, or use leap predict",
        experiment.error());
  }

  private static Group patient(
      MessageType schema, String name, double age, int weight, float length) {
    return new SimpleGroup(schema)
        .append("patient", name)
        .append("age", age)
        .append("weight", weight)
        .append("length", length);
  }

  @Test
  void sparseRecordsWithoutLabelsArePredicted() throws IOException {
    Files.writeString(
        folder.resolve("new.svm"), "# no labels\n1:49 2:6100 3:0.1\n1:70 2:4000\ncat 1:70\n");
    String data = "{format: libsvm, test: new.svm, onBadRecord: skip, badRecordLimit: 1}";
    List<String> lines = predicted(experiment.data(data), folder.resolve("sparse"));
    String file = folder.resolve("new.svm").toString();
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).startsWith("0," + file + ",2,,cat,"), lines.get(0));
    assertTrue(lines.get(1).startsWith("1," + file + ",3,,dog,"), lines.get(1));
    String skipped = Files.readString(folder.resolve("sparse/_skipped.csv"));
    assertTrue(skipped.contains(file + ",4,"), skipped);
    assertTrue(skipped.contains("is not index:value with an index from 1"), skipped);
    assertEquals(3, evaluate(model, data));
    assertEquals(
        "data: has no labels to compare with: add them, or use leap predict", experiment.error());
  }

  /** The lines of all parts, without their headers. */
  private static List<String> predicted(String data, Path out) throws IOException {
    assertEquals(
        0,
        experiment.leap("predict", "--model", model, "--data", data, "--out", out.toString()),
        () -> experiment.error());
    List<String> lines = new ArrayList<>();
    for (int part = 0; Files.exists(out.resolve("part-0000" + part)); part++) {
      lines.addAll(Files.readAllLines(out.resolve("part-0000" + part)));
    }
    lines.removeIf(line -> line.startsWith("index,"));
    return lines;
  }

  /** The last two cells. */
  private static String probabilities(String line) {
    return line.replaceFirst(".*,(.*,.*)$", "$1");
  }

  /** The program of docs/serving.md says what predict says. */
  @Test
  void aProgramOfDl4jScalesItsRows() throws Exception {
    PageProgram.compile("ScoreRow", System.getProperty("java.class.path"), folder);
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      loader
          .loadClass("ScoreRow")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {model, "70", "4000", "0.5"});
    } finally {
      System.setOut(before);
    }
    assertTrue(said.toString(StandardCharsets.UTF_8).startsWith("dog "), said::toString);
  }

  @Test
  void aModelThatDoesNotSayItsClassesIsScoredByNumbers() throws IOException {
    Path old = folder.resolve("old.zip");
    ObjectMapper json = new ObjectMapper();
    try (ZipFile zip = new ZipFile(model);
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(old))) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        byte[] content = zip.getInputStream(entry).readAllBytes();
        if (entry.getName().equals("leap.json")) {
          ObjectNode leap = (ObjectNode) json.readTree(content);
          leap.put("version", 1).remove(List.of("data", "paramsSha256"));
          content = json.writeValueAsBytes(leap);
        }
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(content);
      }
    }
    String both = "{format: csv, train: train.csv, test: test.csv, label: kind}";
    assertEquals(0, evaluate(old.toString(), both), () -> experiment.error());
    assertEquals(
        experiment.status("run").get("testAccuracy").asDouble(),
        json.readTree(experiment.out()).get("accuracy").asDouble());
    assertEquals(3, evaluate(old.toString(), "{format: csv, test: test.csv, label: kind}"));
    assertEquals(
        old
            + ": does not hold the scaling of its features, which the training set gives; add data.train",
        experiment.error());
    assertEquals(
        3,
        evaluate(
            model, "{format: csv, train: train.csv, test: test.csv, label: kind, missing: mean}"));
    assertTrue(experiment.error().contains("holds no means of columns"), experiment.error());
  }
}
