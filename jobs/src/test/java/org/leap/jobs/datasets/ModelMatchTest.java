package org.leap.jobs.datasets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.DataOptions;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.formats.ExampleTable;
import org.leap.jobs.formats.IdxBytes;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.images.ImageFiles;
import org.leap.jobs.formats.tables.ParquetFiles;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;
import org.leap.spark.data.Normalization;

/** Classes and features of data are brought into the order of a model. */
class ModelMatchTest {
  private static final Configuration HADOOP = new Configuration(false);

  @TempDir private Path folder;

  private static DataSignature signature(
      ExampleShape shape, List<String> classes, List<String> features, List<Float> means) {
    return new DataSignature(
        "csv",
        classes,
        features,
        means,
        shape,
        List.of(),
        Normalization.none(shape.channels()),
        null);
  }

  private static DataSignature table(List<String> classes, List<String> features) {
    return signature(
        new ExampleShape(2, 1, 1, classes.size(), FeatureType.FLOAT32),
        classes,
        features,
        List.of());
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static ExampleTable testTable(Source source, DataOptions options) throws IOException {
    Normalization none = Normalization.none(source.shape().channels());
    var data = InMemory.toScore(source, options, Optional.of(none), Augmentations.NONE, HADOOP);
    return ((InMemory.Table) data.sets().get(Subset.TEST)).table();
  }

  private ExampleTable test(DataSignature signature, String block) throws Exception {
    Path file = folder.resolve("data.yaml");
    Files.writeString(file, "data: " + block.replace("DIR", folder.toString()) + "\n");
    DataConfig config = ConfigLoader.loadDataToScore(file, List.of(), Map.of());
    ModelMatch match = new ModelMatch("model.zip", signature);
    var source = match.of(Sources.toScore(config, Set.of(Subset.TEST), match, HADOOP));
    assertEquals(signature.classes(), source.classNames());
    return testTable(source, config.options());
  }

  private static float[] floats(ExampleTable table, int row) {
    float[] values = new float[table.features(row).length / Float.BYTES];
    ByteBuffer.wrap(table.features(row)).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private String refusal(DataSignature signature, String block) {
    return assertThrows(BadDataException.class, () -> test(signature, block)).getMessage();
  }

  @Test
  void columnsAndClassesAreFoundByName() throws Exception {
    write("t.csv", "b,y,a\n2,10,1\n4,9,3\n");
    ExampleTable table =
        test(
            table(List.of("9", "10", "11"), List.of("a", "b")),
            "{format: csv, test: DIR/t.csv, label: y}");
    assertArrayEquals(new float[] {1, 2}, floats(table, 0));
    assertArrayEquals(new float[] {3, 4}, floats(table, 1));
    assertEquals(1, table.label(0));
    assertEquals(0, table.label(1));
  }

  @Test
  void numbersAreTheSameClassHoweverTheyAreWritten() throws Exception {
    write("t.csv", "a,b,y\n1,2,+1.0\n3,4,02\n");
    ExampleTable table =
        test(
            table(List.of("2", "1"), List.of("a", "b")),
            "{format: csv, test: DIR/t.csv, label: y}");
    assertEquals(1, table.label(0));
    assertEquals(0, table.label(1));
  }

  @Test
  void oneClassIsEnoughToScore() throws Exception {
    write("t.csv", "a,b,y\n1,2,dog\n");
    assertEquals(
        1,
        test(
                table(List.of("cat", "dog"), List.of("a", "b")),
                "{format: csv, test: DIR/t.csv, label: y}")
            .label(0));
  }

  @Test
  void missingValuesAreTheMeansOfTheTrainingSet() throws Exception {
    write("t.csv", "b,y,a\n,x,1\n8,y,\n");
    DataSignature known =
        signature(
            new ExampleShape(2, 1, 1, 2, FeatureType.FLOAT32),
            List.of("x", "y"),
            List.of("a", "b"),
            List.of(5f, 7f));
    ExampleTable table = test(known, "{format: csv, test: DIR/t.csv, label: y, missing: mean}");
    assertArrayEquals(new float[] {1, 7}, floats(table, 0));
    assertArrayEquals(new float[] {5, 8}, floats(table, 1));
  }

  @Test
  void aNarrowLibsvmFileIsAsWideAsTheModel() throws Exception {
    write("t.svm", "1 1:3\n");
    ExampleTable table =
        test(table(List.of("-1", "1"), List.of()), "{format: libsvm, test: DIR/t.svm}");
    assertArrayEquals(new float[] {3, 0}, floats(table, 0));
    assertEquals(1, table.label(0));
  }

  @Test
  void idxLabelsAreClassesByTheirNumbers() throws Exception {
    Files.write(
        folder.resolve("images"),
        IdxBytes.file(new int[] {0x803, 2, 1, 2}, new byte[] {1, 2, 3, 4}));
    Files.write(folder.resolve("labels"), IdxBytes.labels(new int[] {2, 0}));
    DataSignature known =
        signature(new ExampleShape(1, 1, 2, 3), List.of("0", "1", "2"), List.of(), List.of());
    ExampleTable table =
        test(known, "{format: idx, test: {images: DIR/images, labels: DIR/labels}}");
    assertEquals(2, table.label(0));
    assertEquals(0, table.label(1));
    assertEquals(
        "model.zip: the model takes examples of 3 x 1 x 2 bytes (channels x height x width), the data have 1 x 1 x 2 bytes (channels x height x width); use data of its form",
        refusal(
            signature(new ExampleShape(3, 1, 2, 3), List.of("0", "1", "2"), List.of(), List.of()),
            "{format: idx, test: {images: DIR/images, labels: DIR/labels}}"));
  }

  @Test
  void foldersAreClassesByTheirNames() throws Exception {
    byte[] png = ImageFiles.encoded(ImageFiles.plain(2, 2, 0xff8000), "png");
    for (String name : List.of("dog/1.png", "ant/2.png")) {
      Path file = folder.resolve("test/" + name);
      Files.createDirectories(file.getParent());
      Files.write(file, png);
    }
    DataSignature known =
        signature(new ExampleShape(3, 2, 2, 3), List.of("ant", "cat", "dog"), List.of(), List.of());
    ExampleTable table = test(known, "{format: images, test: DIR/test}");
    assertEquals(0, table.label(0));
    assertEquals(2, table.label(1));
    Files.move(folder.resolve("test/ant"), folder.resolve("test/bee"));
    assertEquals(
        "model.zip: the model tells the 3 classes [ant, cat, dog] apart, the data have the 2 classes [bee, dog]: it does not know [bee]; use data of its classes",
        refusal(known, "{format: images, test: DIR/test}"));
  }

  @Test
  void columnsOfParquetAreFoundByName() throws Exception {
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message spark_schema { optional double b; optional double y; optional int32 a; }");
    Stream<Group> rows =
        Stream.of(10.0, 2.0)
            .map(
                label -> {
                  Group row = new SimpleGroup(schema);
                  row.add("b", label / 2);
                  row.add("y", label);
                  row.add("a", 3);
                  return row;
                });
    ParquetFiles.write(folder.resolve("t.parquet"), schema, Map.of(), 1 << 20, rows);
    ExampleTable table =
        test(
            table(List.of("2", "10"), List.of("a", "b")),
            "{format: parquet, test: DIR/t.parquet, label: y}");
    assertArrayEquals(new float[] {3, 5}, floats(table, 0));
    assertEquals(1, table.label(0));
    assertEquals(0, table.label(1));
  }

  /** Such as models of the first version, which do not name their classes. */
  @Test
  void anOldModelOfIdxKeepsItsNumberOfClasses() throws Exception {
    Files.write(
        folder.resolve("images"), IdxBytes.file(new int[] {0x803, 2, 1, 1}, new byte[] {1, 2}));
    Files.write(folder.resolve("labels"), IdxBytes.labels(new int[] {8, 3}));
    String files = "{images: %1$s/images, labels: %1$s/labels}".formatted(folder);
    Path file = folder.resolve("data.yaml");
    Files.writeString(file, "data: {format: idx, train: %1$s, test: %1$s}%n".formatted(files));
    DataConfig config = ConfigLoader.loadDataToScore(file, List.of(), Map.of());
    var source = Sources.open(config, HADOOP);
    assertEquals(List.of("3", "8"), ScoringData.byNumber(source, 2).classNames());
    var numbered = ScoringData.byNumber(source, 9);
    assertEquals(9, numbered.classNames().size());
    ExampleTable table = testTable(numbered, config.options());
    assertEquals(8, table.label(0));
    assertEquals(3, table.label(1));
  }

  @Test
  void whatTheModelDoesNotKnowIsRefused() throws Exception {
    write("t.csv", "a,c,d,y\n1,2,3,cat\n1,2,3,Cat\n");
    assertEquals(
        "model.zip: the model takes the 2 features [a, b], the data have the 3 features [a, c, d]: missing are [b], not known to it [c, d]; name its columns in data.features",
        refusal(
            table(List.of("cat", "dog"), List.of("a", "b")),
            "{format: csv, test: DIR/t.csv, label: y}"));
    assertEquals(
        "model.zip: the model tells the 2 classes [cat, dog] apart, the data have the 2 classes [Cat, cat]: it does not know [Cat]; use data of its classes",
        refusal(
            table(List.of("cat", "dog"), List.of("a", "c")),
            "{format: csv, test: DIR/t.csv, label: y, features: [c, a]}"));
    assertEquals(
        "data: names no set; add train or test",
        refusal(table(List.of("a", "b"), List.of()), "{format: libsvm}"));
  }

  @Test
  void aPlaceIsTheFileAndTheLine() {
    Positions.Noted places = new Positions.Noted();
    for (int i = 0; i < 200; i++) {
      places.add(new RecordPosition("f" + i % 2, i));
    }
    assertEquals(new RecordPosition("f1", 199), places.at(199));
    assertEquals(new RecordPosition("f0", 4), places.rows(new int[] {7, 4}).at(1));
  }
}
