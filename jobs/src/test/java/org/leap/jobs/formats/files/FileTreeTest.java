package org.leap.jobs.formats.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leap.jobs.formats.Collected.assertBad;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.IdxBytes;

class FileTreeTest {
  private static final Configuration HADOOP = new Configuration(false);

  @TempDir Path folder;

  private final Map<String, byte[]> files = new LinkedHashMap<>();

  FileTreeTest() {
    files.put("set/b/2.txt", "two".getBytes(UTF_8));
    files.put("set/a/1.txt", "one".getBytes(UTF_8));
    files.put("set/a/._1.txt", "dropping".getBytes(UTF_8));
    files.put("set/" + "long".repeat(60) + "/3.txt", "three".getBytes(UTF_8));
    files.put("other/4.txt", "four".getBytes(UTF_8));
  }

  private String write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  private static Map<String, String> contents(String location) throws IOException {
    FileTree tree = FileTree.at(location);
    Map<String, String> contents = new LinkedHashMap<>();
    List<TreeFile> list = tree.list(HADOOP);
    tree.read(
        list.subList(1, list.size()),
        HADOOP,
        (file, in) -> contents.put(file.path(), new String(in.readNBytes(100), UTF_8)));
    return contents;
  }

  @Test
  void archivesAndFoldersHoldTheSameFiles() throws IOException {
    for (var file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    Map<String, String> expected = Map.of("b/2.txt", "two", "long".repeat(60) + "/3.txt", "three");
    assertEquals(expected, contents(folder.resolve("set").toString()));
    // The first entry of the archives is b/2.txt, the first name in the folder a/1.txt.
    Map<String, String> inOrder = Map.of("a/1.txt", "one", "long".repeat(60) + "/3.txt", "three");
    byte[] tar = Archives.tar(files);
    assertEquals(inOrder, contents(write("a.tar", tar) + "!/set"));
    assertEquals(inOrder, contents(write("a.tar.gz", IdxBytes.gzip(tar)) + "!/set/"));
    assertEquals(inOrder, contents(write("a.tgz", IdxBytes.gzip(tar)) + "!/set"));
    assertEquals(inOrder, contents(write("a.zip", Archives.zip(files)) + "!/set"));
    assertEquals(4, FileTree.at(folder + "/a.zip").list(HADOOP).size());
  }

  @Test
  void linksToFoldersAreFollowedUnlessTheyLeadInCircles() throws IOException {
    Files.createDirectories(folder.resolve("set/a"));
    Files.createDirectories(folder.resolve("elsewhere"));
    Files.writeString(folder.resolve("set/a/1.txt"), "one");
    Files.writeString(folder.resolve("elsewhere/2.txt"), "two");
    Files.createSymbolicLink(folder.resolve("set/b"), folder.resolve("elsewhere"));
    assertEquals(Map.of("b/2.txt", "two"), contents(folder.resolve("set").toString()));
    Files.createSymbolicLink(folder.resolve("set/a/up"), folder.resolve("set"));
    assertBad(
        () -> FileTree.at(folder + "/set").list(HADOOP),
        "set/a/up is a link to a folder that it lies in");
  }

  @Test
  void whatHadoopHasWrittenIsComparedWithItsChecksums() throws IOException {
    var set = new org.apache.hadoop.fs.Path(folder + "/set");
    FileSystem local = FileSystem.getLocal(HADOOP);
    for (String name : List.of("1.txt", "2.txt")) {
      try (var out = local.create(new org.apache.hadoop.fs.Path(set, name))) {
        out.write(name.getBytes(UTF_8));
      }
    }
    assertEquals(Map.of("2.txt", "2.txt"), contents(set.toString()));
    Files.writeString(folder.resolve("set/2.txt"), "3.txt");
    assertBad(() -> contents(set.toString()), "set/2.txt: cannot be read from byte 0 on: Checksum");
  }

  @Test
  void wrongInnerFolderNamesThoseThatAreThere() throws IOException {
    String archive = write("a.tar", Archives.tar(files));
    assertBad(
        () -> FileTree.at(archive + "!/sets").list(HADOOP),
        archive
            + ": holds no files in the folder \"sets\"; its folders are [other, set, set/a, set/b");
    assertBad(() -> FileTree.at(folder + "!/set"), folder + " is not an archive, expected .tar");
  }

  @Test
  void namesThatLeadOutAreRefused() throws IOException {
    for (String name : List.of("../evil", "a/../../evil", "/etc/evil", "..\\evil", "C:\\evil")) {
      String tar = write("evil.tar", Archives.tar(Map.of(name, new byte[3])));
      String zip = write("evil.zip", Archives.zip(Map.of(name, new byte[3])));
      assertBad(
          () -> FileTree.at(tar).list(HADOOP), tar + ": the entry \"", "leads out of the archive");
      assertBad(
          () -> FileTree.at(zip).list(HADOOP), zip + ": the entry \"", "leads out of the archive");
    }
  }

  @Test
  void linksAreRefused() throws IOException {
    String tar = write("link.tar", Archives.tarWithLink("a/passwd", "/etc/passwd"));
    assertBad(() -> FileTree.at(tar).list(HADOOP), tar + ": the entry \"a/passwd\" is a link");
  }

  @Test
  void aFlippedBitInAZipIsNoticed() throws IOException {
    Map<String, byte[]> stored = new LinkedHashMap<>();
    stored.put("a/1.txt", "one ".repeat(20).getBytes(UTF_8));
    stored.put("b/2.txt", "two ".repeat(20).getBytes(UTF_8));
    byte[] zip = Archives.zip(stored);
    List<String> good = stored.values().stream().map(bytes -> new String(bytes, UTF_8)).toList();
    int refused = 0;
    for (int bit = 0; bit < 8 * zip.length; bit += 5) {
      byte[] flipped = zip.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      String name = write("flipped.zip", flipped);
      try {
        Map<String, String> read = contents(name);
        // Names are not covered; contents are.
        assertTrue(good.containsAll(read.values()), "bit " + bit);
      } catch (BadDataException e) {
        refused++;
      }
    }
    assertTrue(refused > 50, refused + " flips refused");
  }

  @Test
  void damagedArchivesAreRefused() throws IOException {
    byte[] tar = Archives.tar(files);
    String cut = write("cut.tar.gz", Arrays.copyOf(IdxBytes.gzip(tar), 100));
    assertBad(() -> FileTree.at(cut).list(HADOOP), cut + ": ends at byte", "too early");
    String text = write("text.tar", "this is no archive ".repeat(100).getBytes(UTF_8));
    assertBad(() -> FileTree.at(text).list(HADOOP), text + ": byte 512: is not a tar archive");
    String zip = write("text.zip", "this is no archive ".repeat(100).getBytes(UTF_8));
    assertBad(() -> FileTree.at(zip).list(HADOOP), zip + ": cannot be read from byte 0 on");
    String empty = write("empty.tar", new byte[0]);
    assertBad(() -> FileTree.at(empty).list(HADOOP), empty + ": holds no files");
    assertBad(() -> FileTree.at(folder + "/no.tar").list(HADOOP), "no.tar: does not exist");
    assertBad(() -> FileTree.at(folder + "/no").list(HADOOP), "no: does not exist");
  }

  @Test
  void foldersWhoseNamesAreNotUtf8AreRefused() throws IOException {
    Map<String, byte[]> latin = new LinkedHashMap<>();
    latin.put("is it?/1.png", new byte[3]);
    latin.put("cat/sch\u00f6n.png", new byte[3]);
    assertEquals(2, list("a.tar", Archives.tar(latin, ISO_8859_1)));
    assertEquals(2, list("a.zip", Archives.zip(latin, ISO_8859_1)));
    latin.put("Gr\u00f6\u00dfe/1.png", new byte[3]);
    latin.put("Gr\u00fc\u00dfe/1.png", new byte[3]);
    assertEquals(4, list("b.tar", Archives.tar(latin, UTF_8)));
    assertEquals(4, list("b.zip", Archives.zip(latin, UTF_8)));
    String expected =
        ": the name of the folder \"Gr??e\" is not UTF-8; pack the files anew with names in UTF-8";
    assertBad(() -> list("c.tar", Archives.tar(latin, ISO_8859_1)), "c.tar" + expected);
    assertBad(() -> list("c.zip", Archives.zip(latin, ISO_8859_1)), "c.zip" + expected);
  }

  private int list(String name, byte[] archive) throws IOException {
    return FileTree.at(write(name, archive)).list(HADOOP).size();
  }

  @Test
  void tablesWithALogAreRefused() throws IOException {
    for (String log :
        List.of("_delta_log/0.json", ".hoodie/hoodie.properties", "metadata/v1.metadata.json")) {
      Map<String, byte[]> table = new LinkedHashMap<>();
      table.put("part-0.parquet", new byte[3]);
      table.put(log, new byte[3]);
      String root = folder + "/" + log.replaceAll("[/.]", "");
      for (var file : table.entrySet()) {
        Path path = Path.of(root, file.getKey());
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      String expected =
          " table, whose files also hold rows that were deleted or replaced; read it with data.format: table";
      assertBad(() -> FileTree.at(root).list(HADOOP), root + ": is a", expected);
      String zip = write("table.zip", Archives.zip(table));
      assertBad(() -> FileTree.at(zip).list(HADOOP), zip + ": is a", expected);
    }
    assertBad(
        () -> FileTree.at(folder + "/_delta_log0json").list(HADOOP),
        "is a Delta table",
        "train: {source: delta, path: ...}");
  }
}
