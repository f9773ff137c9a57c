package org.leap.jobs.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.ConfigLoader;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.formats.files.Archives;
import org.leap.jobs.model.ModelReader;

/** What messages quote of files that anybody may have written. */
class ForeignTextTest {
  /** Turns a terminal red, rings, turns the text after it around, and is long. */
  private static final String HOSTILE = "n\u001b[31m\u0007\u202e" + "x".repeat(5000);

  private static final String SHOWN = "n\\u001b[31m\\u0007\\u202e" + "x".repeat(192) + "...";

  private static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

  @TempDir private Path folder;

  private String write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private String archive(String... entries) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String entry : entries) {
      files.put(entry, PNG);
    }
    return Files.write(folder.resolve("images.tar"), Archives.tar(files)).toString();
  }

  private void assertShown(String block) throws IOException {
    String message = refusal(block);
    assertTrue(message.contains(SHOWN), message);
    assertTrue(message.codePoints().noneMatch(c -> c < ' ' || c == 0x202e), message);
    assertTrue(message.length() < 1500, () -> message.length() + " characters");
  }

  @Test
  void cellsAndColumnsOfTables() throws IOException {
    write("label.csv", "x,y\n1,a\n1," + HOSTILE + "\n");
    write("test.csv", "x,y\n1,a\n2,b\n");
    assertShown("{format: csv, train: test.csv, test: label.csv, label: y}");
    write("cell.csv", "x,y\n1,a\n" + HOSTILE + ",b\n");
    assertShown("{format: csv, train: cell.csv, test: test.csv, label: y}");
    write("header.csv", HOSTILE + ",y\n1,a\n,b\n");
    assertShown("{format: csv, train: header.csv, test: header.csv, label: y}");
    assertShown("{format: csv, train: header.csv, test: header.csv, label: z}");
  }

  @Test
  void wordsOfSparseRecords() throws IOException {
    write("a", "1 1:1\n2 1:2\n");
    write("word", "1 1:1\n2 " + HOSTILE + "\n");
    assertShown("{format: libsvm, train: a, test: word}");
    write("label", "1 1:1\n" + HOSTILE + " 1:1\n");
    assertShown("{format: libsvm, train: a, test: label}");
  }

  @Test
  void namesInGraphs() throws IOException {
    write("f.csv", "a,1\nb,2\n");
    write("l.csv", "a,0\nb,1\n");
    write("e.csv", "a,b\nb," + HOSTILE + "\n");
    assertShown("{format: edgelist, features: f.csv, edges: e.csv, labels: l.csv}");
    write("one.csv", "a," + HOSTILE + "\n");
    write("good.csv", "a,b\n");
    assertShown("{format: edgelist, features: f.csv, edges: good.csv, labels: one.csv}");
  }

  @Test
  void entriesOfArchives() throws IOException {
    archive("../" + HOSTILE.replace('/', '_'));
    String message = refusal("{format: images, train: images.tar}");
    assertTrue(message.contains("\"../n\\u001b[31m\\u0007\\u202exxx"), message);
    assertTrue(message.length() < 1500, () -> message.length() + " characters");
    archive(HOSTILE + "/a.png");
    assertShown("{format: images, train: images.tar}");
    archive("a/1.png", "b/1.png");
    Files.write(
        folder.resolve("test.tar"), Archives.tar(Map.of(HOSTILE.substring(0, 90) + "/1.png", PNG)));
    String other = refusal("{format: images, train: images.tar, test: test.tar}");
    assertTrue(other.contains("test.tar!/n\\u001b[31m\\u0007\\u202exxx"), other);
    assertTrue(other.codePoints().noneMatch(c -> c < ' ' || c == 0x202e), other);
  }

  private String refusal(String block) throws IOException {
    Path file = Files.writeString(folder.resolve("data.yaml"), "data: " + block + "\n", UTF_8);
    return assertThrows(
            BadDataException.class,
            () ->
                DataSet.open(
                    ConfigLoader.loadData(file, List.of(), Map.of()), new Configuration(false)))
        .getMessage();
  }

  @Test
  void entriesOfModels() throws IOException {
    String json = "{\"version\": \"" + "x".repeat(5000) + "\u202e\"}";
    Path zip =
        Files.write(
            folder.resolve("model.zip"), Archives.zip(Map.of("leap.json", json.getBytes(UTF_8))));
    String message =
        assertThrows(
                BadDataException.class,
                () -> ModelReader.read(zip.toString(), new Configuration(false)))
            .getMessage();
    assertTrue(message.length() < 1500, () -> message.length() + " characters");
    assertEquals(-1, message.indexOf('\u202e'));
  }
}
