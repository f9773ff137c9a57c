package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.images.ImageFiles;

class InspectCommandTest {
  @TempDir private Path folder;
  private Experiment experiment;

  @BeforeEach
  void makeExperiment() throws IOException {
    experiment = new Experiment(folder);
  }

  private int inspect(String data, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("data.yaml"), "data: " + data + "\n");
    List<String> arguments = new ArrayList<>(List.of("data", "inspect", file.toString()));
    arguments.addAll(List.of(options));
    return experiment.leap(arguments.toArray(String[]::new));
  }

  private JsonNode json(String data) throws IOException {
    assertEquals(0, inspect(data, "--json"), experiment::error);
    return new ObjectMapper().readTree(experiment.out());
  }

  private static final String IDX =
      "{format: idx, train: {images: train-images, labels: train-labels}, test: {images: test-images, labels: test-labels}%s}";

  @Test
  void jsonHoldsTheFixedKeys() throws IOException {
    JsonNode facts = json(IDX.formatted(""));
    List<String> keys = new ArrayList<>();
    facts.fieldNames().forEachRemaining(keys::add);
    assertEquals(
        List.of("format", "shape", "classes", "examples", "perClass", "mean", "standardDeviation"),
        keys);
    assertEquals("[1,8,8]", facts.get("shape").toString());
    assertEquals("{\"train\":150,\"validation\":0,\"test\":40}", facts.get("examples").toString());
    assertEquals("{\"train\":[50,50,50],\"test\":[14,13,13]}", facts.get("perClass").toString());
    assertEquals(1, facts.get("mean").size());
  }

  @Test
  void heldOutExamplesCountWhereTheyGo() throws IOException {
    JsonNode facts = json(IDX.formatted(", validation: 0.2"));
    assertEquals("{\"train\":120,\"validation\":30,\"test\":40}", facts.get("examples").toString());
    int held = 0;
    for (JsonNode count : facts.get("perClass").get("validation")) {
      held += count.asInt();
    }
    assertEquals(30, held);
  }

  @Test
  void statisticsAreThoseOfTheTrainingSet() throws IOException {
    Files.write(folder.resolve("a.csv"), List.of("x,kind,y", "1,a,10", "3,b,10", "5,a,40"));
    Files.write(folder.resolve("b.csv"), List.of("x,kind,y", "100,b,100"));
    JsonNode facts = json("{format: csv, train: a.csv, test: b.csv, label: kind}");
    assertEquals("[2,1,1]", facts.get("shape").toString());
    assertEquals("[\"a\",\"b\"]", facts.get("classes").toString());
    assertEquals(3, facts.get("mean").get(0).asDouble(), 1e-12);
    assertEquals(Math.sqrt(8.0 / 3), facts.get("standardDeviation").get(0).asDouble(), 1e-12);
    assertEquals(20, facts.get("mean").get(1).asDouble(), 1e-12);
  }

  @Test
  void tableAndSheetAreForPeople() throws IOException {
    Path sheet = folder.resolve("sheet.png");
    assertEquals(0, inspect(IDX.formatted(""), "--sheet", sheet.toString()), experiment::error);
    assertTrue(experiment.out().contains("train               150 examples\n"), experiment.out());
    assertTrue(experiment.out().contains("class  train  test\n"), experiment.out());
    var image = ImageIO.read(sheet.toFile());
    assertEquals(10 * (96 + 4) + 4, image.getWidth());
    assertEquals(3 * (96 + 4) + 4, image.getHeight());
  }

  @Test
  void wrongDataAndUsageHaveTheirExitCodes() throws IOException {
    Files.write(folder.resolve("a.csv"), List.of("x,kind", "1,a", "nan,b", "2,b", "3,a", "5,b"));
    String csv = "{format: csv, train: a.csv, test: a.csv, label: kind%s}";
    assertEquals(3, inspect(csv.formatted("")));
    assertEquals(
        folder
            + "/a.csv: line 3: column \"x\": \"nan\" is not a finite number of single precision; correct it or leave the column out of data.features",
        experiment.error());
    // All the rest was looked at all the same.
    assertTrue(experiment.out().contains("2 bad records"), experiment.out());
    assertTrue(experiment.out().contains("x        1.000    5.000"), experiment.out());
    assertEquals(0, inspect(csv.formatted(", onBadRecord: skip, badRecordLimit: 0.5")));
    assertTrue(experiment.out().contains("2 bad records"), experiment.out());
    assertEquals(3, inspect(csv.formatted(", onBadRecord: skip")));
    assertTrue(experiment.error().contains("1 of 5 records cannot be used"), experiment.error());
    assertEquals(2, inspect("{format: csv, train: a.csv}"));
    assertTrue(experiment.error().contains("data.label: missing"), experiment.error());
    Path sheet = folder.resolve("absent/sheet.png");
    assertEquals(2, inspect(csv.formatted(""), "--sheet", sheet.toString()));
    assertTrue(experiment.error().contains("there is no such folder"), experiment.error());
    assertFalse(Files.exists(sheet));
    Files.write(folder.resolve("a.csv"), List.of("x,kind", "1,a", "2,b"));
    assertEquals(2, inspect(csv.formatted(""), "--sheet", folder.resolve("sheet.png").toString()));
    assertEquals(
        "--sheet: data of the format csv has no pictures to show; leave it out",
        experiment.error());
  }

  @Test
  void featuresAreShownOneByOne() throws IOException {
    List<String> lines = new ArrayList<>(List.of("height,tail,same,kind"));
    for (int i = 0; i < 3000; i++) {
      lines.add("%s,%s,7,%s".formatted(i % 5 == 0 ? "" : i, i == 0 ? 900 : 0, i % 2));
    }
    Files.write(folder.resolve("a.csv"), lines);
    String csv = "{format: csv, train: a.csv, test: a.csv, label: kind, missing: zero%s}";
    assertEquals(0, inspect(csv.formatted("")), experiment::error);
    assertTrue(
        experiment
            .out()
            .contains(
                """
                feature  minimum  maximum  mean    deviation  missing
                height   0.000    2999     1200    979.8      600
                tail     0.000    900.0    0.3000  16.43      0
                same     7.000    7.000    7.000   0.000      0
                """),
        experiment.out());
    assertTrue(
        experiment.out().contains("Note: 1 of 3 features ([same]): the same value everywhere"),
        experiment.out());
    assertTrue(
        experiment
            .out()
            .contains(
                "Note: 1 of 3 features ([tail]): values more than 50 standard deviations from its mean, which normalize: standard makes as large; try normalize: maxabs"),
        experiment.out());
    assertEquals(0, inspect(csv.formatted(", normalize: maxabs")), experiment::error);
    assertFalse(experiment.out().contains("try normalize"), experiment.out());
  }

  @Test
  void ofManyFeaturesThirtyAreShownOrAll() throws IOException {
    Files.write(folder.resolve("a.svm"), List.of("cat 1:0.5 40:-3", "dog 2:1"));
    String svm = "{format: libsvm, train: a.svm, test: a.svm}";
    assertEquals(0, inspect(svm), experiment::error);
    assertTrue(experiment.out().contains("... and 10 more features: --all lists them\n"));
    assertEquals(0, inspect(svm, "--all"), experiment::error);
    assertTrue(experiment.out().contains("\n40 "), experiment.out());
    assertFalse(experiment.out().contains("more features"));
    JsonNode facts = json(svm);
    assertEquals("[\"cat\",\"dog\"]", facts.get("classes").toString());
    assertEquals(-3, facts.get("minimum").get(39).asDouble());
  }

  @Test
  void theOrderOfFoldersIsSaid() throws IOException {
    byte[] png = ImageFiles.encoded(ImageFiles.plain(2, 2, 0), "png");
    for (String name : List.of("1", "2", "10")) {
      Files.createDirectories(folder.resolve("train/" + name));
      Files.write(folder.resolve("train/" + name + "/a.png"), png);
    }
    assertEquals(0, inspect("{format: images, train: train, test: train}"), experiment::error);
    assertTrue(
        experiment.out().contains("class order         names of the folders as text: 10 before 2"),
        experiment.out());
  }

  @Test
  void featureColumnsAreNamed() throws IOException {
    Files.write(folder.resolve("a.csv"), List.of(",kind,x", "0,a,10", "1,b,10", "2,a,40"));
    JsonNode facts = json("{format: csv, train: a.csv, test: a.csv, label: kind}");
    assertEquals("[\"\",\"x\"]", facts.get("featureNames").toString());
    String remark =
        folder
            + "/a.csv: the column \"\" is a feature, though its name is that of an index of rows; name the features in data.features to leave it out";
    assertEquals(List.of(remark), texts(facts.get("remarks")));
    facts = json("{format: csv, train: a.csv, test: a.csv, label: kind, features: [x]}");
    assertEquals("[\"x\"]", facts.get("featureNames").toString());
    assertNull(facts.get("remarks"));
    assertEquals(0, inspect("{format: csv, train: a.csv, test: a.csv, label: kind}"));
    assertTrue(experiment.out().contains("features    [, x]\n"), experiment.out());
    assertTrue(experiment.out().contains("\nNote: " + remark + "\n"), experiment.out());
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  @Test
  void linesTakenAsHeadersAreNamed() throws IOException {
    Files.writeString(folder.resolve("f.csv"), "node,f1\n0,1\n1,2\n2,3\n3,4\n");
    Files.writeString(folder.resolve("e.csv"), "from,to\n0,1\n2,3\n");
    Files.writeString(folder.resolve("l.csv"), "node,class\n0,a\n1,b\n2,a\n3,b\n");
    JsonNode facts =
        json("{format: edgelist, features: f.csv, edges: e.csv, labels: l.csv, split: 0.5}");
    assertEquals(
        List.of(
            folder + "/f.csv: line 1 is taken as a header: node,f1",
            folder + "/e.csv: line 1 is taken as a header: from,to",
            folder + "/l.csv: line 1 is taken as a header: node,class"),
        texts(facts.get("remarks")));
  }
}
