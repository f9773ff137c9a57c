package org.leap.jobs.formats.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leap.jobs.formats.Collected.assertBad;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.Collected;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.Archives;

class WebDatasetSourceTest {
  @TempDir Path folder;

  private static byte[] png(int rgb) throws IOException {
    return ImageFiles.encoded(ImageFiles.plain(4, 4, rgb), "png");
  }

  private String tar(String name, Object... files) throws IOException {
    Map<String, byte[]> content = new LinkedHashMap<>();
    for (int i = 0; i < files.length; i += 2) {
      byte[] bytes = files[i + 1] instanceof byte[] b ? b : files[i + 1].toString().getBytes(UTF_8);
      content.put((String) files[i], bytes);
    }
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, Archives.tar(content)).toString();
  }

  private static Source open(String train, String label) throws IOException {
    return WebDatasetSource.open(
        Map.of(Subset.TRAIN, train),
        label,
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        new Configuration(false));
  }

  private static Source toScore(String location) throws IOException {
    return WebDatasetSource.open(
        Map.of(Subset.TEST, location),
        "cls",
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.of(List.of("cat", "dog", "owl")),
        new Configuration(false));
  }

  @Test
  void labelsStandBesideTheImagesOfAllShards() throws IOException {
    tar(
        "set/0.tar",
        "a/000.png",
        png(1),
        "a/000.cls",
        "10\n",
        "a/001.cls",
        "9",
        "a/001.png",
        png(2));
    tar("set/1.tar", "002.png", png(3), "002.txt", "a caption", "002.cls", "9");
    Source source = open(folder + "/set", "cls");
    assertEquals(List.of("9", "10"), source.classNames());
    Collected read = Collected.of(source, Subset.TRAIN);
    assertEquals(List.of(1, 0, 0), read.labels());
    assertEquals(3, read.features().size());
    String alone = tar("x.tar", "a.png", png(3), "a.cls", "cat", "b.png", png(1), "b.cls", "dog");
    assertArrayEquals(
        read.features().get(2), Collected.of(open(alone, "cls"), Subset.TRAIN).features().get(0));
  }

  @Test
  void whatIsScoredNeedsNoLabels() throws IOException {
    String bare = tar("bare/0.tar", "000.png", png(1), "000.txt", "a caption", "001.png", png(2));
    Source source = toScore(bare);
    assertFalse(source.names().labelled());
    assertEquals(List.of("cat", "dog", "owl"), source.classNames());
    assertEquals(2, Collected.of(source, Subset.TEST).features().size());
    assertBad(
        () ->
            WebDatasetSource.open(
                Map.of(Subset.TEST, bare),
                "cls",
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                new Configuration(false)),
        "000.png: has no label: the archive holds no 000.cls");
    assertTrue(toScore(tar("x.tar", "a.png", png(3), "a.cls", "dog")).names().labelled());
    tar("bare/1.tar", "a.png", png(3), "a.cls", "dog");
    assertBad(
        () -> toScore(folder + "/bare"), "000.png: has no label: the archive holds no 000.cls");
  }

  @Test
  void labelsMayBeValuesInJson() throws IOException {
    String json =
        tar(
            "j.tar",
            "a.png",
            png(1),
            "a.json",
            "{\"kind\": \"wolf\"}",
            "b.png",
            png(2),
            "b.json",
            "{\"kind\": \"ant\"}");
    assertEquals(List.of("ant", "wolf"), open(json, "json.kind").classNames());
    assertBad(
        () -> open(json, "json.label"),
        "a.json: holds no value \"label\"; name another in data.label");
    String broken = tar("k.tar", "a.png", png(1), "a.json", "{");
    assertBad(() -> open(broken, "json.kind"), "a.json: is not JSON: ");
  }

  /** Decoded leniently, both would be one class. */
  @Test
  void labelsAreUtf8AndShort() throws IOException {
    byte[] latin = {'C', 'a', 'f', (byte) 0xe9};
    byte[] other = {'C', 'a', 'f', (byte) 0xe8};
    String file =
        tar("l.tar", "000.png", png(1), "000.cls", latin, "001.png", png(2), "001.cls", other);
    assertBad(
        () -> open(file, "cls"),
        file + "!/000.cls: line 1: byte 3 (0xe9) is not UTF-8 text; save the file as UTF-8");
    String json = tar("m.tar", "000.png", png(1), "000.json", latin);
    assertBad(() -> open(json, "json.kind"), json + "!/000.json: line 1: byte 3 (0xe9) is not");
    String marked =
        tar("n.tar", "0.png", png(1), "0.cls", "\uFEFFcat", "1.png", png(2), "1.cls", "dog");
    assertEquals(List.of("cat", "dog"), open(marked, "cls").classNames());
    String cut =
        tar(
            "o.tar",
            "0.png",
            png(1),
            "0.cls",
            "a" + " ".repeat(1 << 20),
            "1.png",
            png(2),
            "1.cls",
            "b");
    assertBad(
        () -> open(cut, "cls"),
        cut
            + "!/0.cls: has 1048577 bytes, expected a label of at most 1048576; name another extension in data.label");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    String bare = tar("a.tar", "a.png", png(1), "a.cls", "1", "b.png", png(2));
    assertBad(
        () -> open(bare, "cls"),
        "b.png: has no label: the archive holds no b.cls; add it, or name another extension in data.label");
    String one = tar("b.tar", "a.png", png(1), "a.cls", "1");
    assertBad(
        () -> open(one, "cls"), one + ": has the label \"1\" everywhere, expected at least two");
    String blank = tar("c.tar", "a.png", png(1), "a.cls", " ");
    assertBad(() -> open(blank, "cls"), "a.cls: holds \" \", which stands for no label");
    Files.createDirectories(folder.resolve("d"));
    Files.write(folder.resolve("d/a.png"), png(1));
    assertBad(
        () -> open(folder + "/d", "cls"), folder + "/d: holds no archive, expected .tar files");
  }
}
