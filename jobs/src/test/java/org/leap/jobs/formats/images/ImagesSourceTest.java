package org.leap.jobs.formats.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.leap.jobs.formats.Collected.assertBad;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.Collected;
import org.leap.jobs.formats.IdxBytes;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.Archives;

class ImagesSourceTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final OptionalInt OPEN = OptionalInt.empty();

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    write("train/cat/1.png", png(6, 4, 0xff0000));
    write("train/cat/2.png", png(6, 4, 0x00ff00));
    write("train/ant/1.png", png(6, 4, 0x0000ff));
    write("test/cat/1.png", png(6, 4, 0xffffff));
  }

  private static byte[] png(int width, int height, int rgb) throws IOException {
    return ImageFiles.encoded(ImageFiles.plain(width, height, rgb), "png");
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private Source open(OptionalInt size, OptionalInt channels) throws IOException {
    return ImagesSource.open(
        Map.of(Subset.TRAIN, folder + "/train", Subset.TEST, folder + "/test"),
        size,
        channels,
        HADOOP);
  }

  @Test
  void foldersAreClassesInTheOrderOfTheirNames() throws IOException {
    Source source = open(OPEN, OPEN);
    assertEquals(List.of("ant", "cat"), source.classNames());
    assertEquals("3 x 4 x 6", shape(source));
    Collected train = Collected.of(source, Subset.TRAIN);
    assertEquals(List.of(0, 1, 1), train.labels());
    byte[] blue = new byte[72];
    Arrays.fill(blue, 48, 72, (byte) 255);
    assertArrayEquals(blue, train.features().get(0));
    assertEquals(List.of(1), Collected.of(source, Subset.TEST).labels());
  }

  @Test
  void imagesBesideEachOtherAreScoredWithoutLabels() throws IOException {
    write("new/b.png", png(6, 4, 0xff0000));
    write("new/a.png", png(6, 4, 0x0000ff));
    write("new/notes.txt", "x".getBytes(UTF_8));
    Map<Subset, String> locations = Map.of(Subset.TEST, folder + "/new");
    Optional<List<String>> classes = Optional.of(List.of("ant", "cat"));
    Source source = ImagesSource.open(locations, OPEN, OPEN, classes, HADOOP);
    assertEquals(List.of("ant", "cat"), source.classNames());
    assertFalse(source.names().labelled());
    Collected read = Collected.of(source, Subset.TEST);
    assertEquals(List.of(0, 0), read.labels());
    assertEquals((byte) 255, read.features().get(0)[48]);
    // To train on they are not.
    assertBad(
        () -> ImagesSource.open(locations, OPEN, OPEN, HADOOP),
        folder
            + "/new/a.png: is an image outside of any class folder; put it into the folder of its class");
    Map<Subset, String> labelled = Map.of(Subset.TEST, folder + "/test");
    assertTrue(ImagesSource.open(labelled, OPEN, OPEN, classes, HADOOP).names().labelled());
  }

  private static String shape(Source source) {
    var shape = source.shape();
    return "%s x %s x %s".formatted(shape.channels(), shape.height(), shape.width());
  }

  @Test
  void archivesHoldTheSame() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String name : List.of("ant/1.png", "cat/1.png", "cat/2.png")) {
      files.put("inner/" + name, Files.readAllBytes(folder.resolve("train").resolve(name)));
    }
    Collected expected = Collected.of(open(OPEN, OPEN), Subset.TRAIN);
    byte[] tar = Archives.tar(files);
    write("x.tar", tar);
    write("x.tar.gz", IdxBytes.gzip(tar));
    write("x.zip", Archives.zip(files));
    for (String archive : List.of("x.tar", "x.tar.gz", "x.zip")) {
      var source =
          ImagesSource.open(
              Map.of(Subset.TRAIN, folder + "/" + archive + "!/inner"), OPEN, OPEN, HADOOP);
      Collected read = Collected.of(source, Subset.TRAIN);
      assertEquals(expected.labels(), read.labels());
      for (int i = 0; i < 3; i++) {
        assertArrayEquals(expected.features().get(i), read.features().get(i));
      }
    }
  }

  @Test
  void differentSizesNameBothImages() throws IOException {
    write("train/cat/3.png", png(5, 4, 0));
    Collected.of(open(OPEN, OPEN), Subset.TRAIN)
        .assertOneBad(
            folder + "/train/cat/3.png: is 4 x 5, but " + folder + "/train/ant/1.png is 4 x 6",
            "set data.size");
    Source sized = open(OptionalInt.of(3), OPEN);
    assertEquals("3 x 3 x 3", shape(sized));
    assertEquals(4, Collected.of(sized, Subset.TRAIN).labels().size());
  }

  @Test
  void greyAmongColoursNamesBothImages() throws IOException {
    BufferedImage grey = new BufferedImage(6, 4, BufferedImage.TYPE_BYTE_GRAY);
    write("train/cat/3.png", ImageFiles.encoded(grey, "png"));
    Collected.of(open(OPEN, OPEN), Subset.TRAIN)
        .assertOneBad(
            folder + "/train/cat/3.png: is grey, but " + folder + "/train/ant/1.png is coloured",
            "set data.channels to 1 (grey) or 3 (colours)");
    assertEquals("3 x 4 x 6", shape(open(OPEN, OptionalInt.of(3))));
    Source shades = open(OptionalInt.of(4), OptionalInt.of(1));
    assertEquals("1 x 4 x 4", shape(shades));
    assertEquals(76, Collected.of(shades, Subset.TRAIN).features().get(1)[0]); // 0.299 * 255
  }

  @Test
  void otherAndDamagedFilesAreBadRecords() throws IOException {
    write("train/cat/notes.txt", "see also".getBytes(UTF_8));
    Collected read = Collected.of(open(OPEN, OPEN), Subset.TRAIN);
    assertEquals(List.of(0, 1, 1), read.labels());
    read.assertOneBad(folder + "/train/cat/notes.txt: is not a JPEG or PNG image");
    Files.delete(folder.resolve("train/cat/notes.txt"));
    write("train/cat/0.png", Arrays.copyOf(png(6, 4, 0), 45));
    Collected.of(open(OPEN, OPEN), Subset.TRAIN)
        .assertOneBad(folder + "/train/cat/0.png: is a damaged image");
  }

  @Test
  void theFirstImageThatCanBeDecodedIsTheModelOfAll() throws IOException {
    write("train/ant/0.png", "no image".getBytes(UTF_8));
    write("train/ant/00.png", Arrays.copyOf(png(5, 5, 0), 45));
    assertEquals("3 x 4 x 6", shape(open(OPEN, OPEN)));
    for (String name : List.of("ant/1.png", "cat/1.png", "cat/2.png")) {
      write("train/" + name, new byte[0]);
    }
    assertBad(() -> open(OPEN, OPEN), folder + "/train/ant/0.png: is not a JPEG or PNG image");
  }

  @Test
  void anyImagesCanBeReadAloneUnlessTheyAreInACompressedArchive() throws IOException {
    Source source = open(OPEN, OPEN);
    assertEquals(OptionalInt.of(3), source.selectable(Subset.TRAIN));
    assertEquals(OptionalInt.of(0), source.selectable(Subset.VALIDATION));
    Collected all = Collected.of(source, Subset.TRAIN);
    Collected some = Collected.of(source.select(Subset.TRAIN, new int[] {2, 0}));
    assertEquals(List.of(1, 0), some.labels());
    assertArrayEquals(all.features().get(2), some.features().get(0));
    assertArrayEquals(all.features().get(0), some.features().get(1));
    byte[] png = png(6, 4, 0);
    write("x.tar.gz", IdxBytes.gzip(Archives.tar(Map.of("a/1.png", png, "b/1.png", png))));
    var archive = ImagesSource.open(Map.of(Subset.TRAIN, folder + "/x.tar.gz"), OPEN, OPEN, HADOOP);
    assertEquals(OptionalInt.empty(), archive.selectable(Subset.TRAIN));
  }

  @Test
  void linkThatLeadsNowhereIsABadRecord() throws IOException {
    Files.createSymbolicLink(folder.resolve("train/ant/0.png"), folder.resolve("gone.png"));
    Files.createSymbolicLink(folder.resolve("train/cat/3.png"), Path.of("3.png"));
    Collected read = Collected.of(open(OPEN, OPEN), Subset.TRAIN);
    assertEquals(List.of(0, 1, 1), read.labels());
    assertEquals(2, read.bad().size());
    assertEquals(
        folder
            + "/train/ant/0.png: is a link that leads nowhere, expected a file; mend or remove it",
        read.bad().get(0));
  }

  @Test
  void emptyFolderIsSaid() throws IOException {
    Files.createDirectories(folder.resolve("train/dog"));
    Files.createDirectories(folder.resolve("train/.cache"));
    write("test/eel/.DS_Store", "x".getBytes(UTF_8));
    Source source = open(OPEN, OPEN);
    assertEquals(List.of("ant", "cat"), source.classNames());
    String said = ": the folder \"%s\" holds no images, so it is no class here; fill or remove it";
    assertEquals(
        List.of(
            folder + "/train" + said.formatted("dog"), folder + "/test" + said.formatted("eel")),
        source.remarks());
  }

  @Test
  void hiddenFilesDoNotCount() throws IOException {
    write("train/cat/.DS_Store", "x".getBytes(UTF_8));
    write("train/.cache/x.png", "x".getBytes(UTF_8));
    write("train/labels.csv", "x".getBytes(UTF_8));
    Collected read = Collected.of(open(OPEN, OPEN), Subset.TRAIN);
    assertEquals(List.of(0, 1, 1), read.labels());
    assertTrue(read.bad().isEmpty());
  }

  @Test
  void foldersThatDoNotFitAreRefused() throws IOException {
    write("test/zebra/1.png", png(6, 4, 0));
    assertBad(
        () -> open(OPEN, OPEN),
        "/test/zebra/1.png: belongs to the class zebra, which the training set does not have; its 2 classes are [ant, cat]");
    assertBad(
        () ->
            ImagesSource.open(
                Map.of(Subset.TRAIN, folder.toString() + "/train/cat"), OPEN, OPEN, HADOOP),
        "/train/cat/1.png: is an image outside of any class folder");
    assertBad(
        () ->
            ImagesSource.open(
                Map.of(Subset.TRAIN, folder + "/train/cat/1.png"), OPEN, OPEN, HADOOP),
        "1.png: is a file, expected a folder or a .tar");
    Files.createDirectories(folder.resolve("void"));
    assertBad(
        () -> ImagesSource.open(Map.of(Subset.TRAIN, folder + "/void"), OPEN, OPEN, HADOOP),
        "/void: holds no files");
  }
}
