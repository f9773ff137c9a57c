package org.leap.jobs.formats.idx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.formats.Collected;
import org.leap.jobs.formats.IdxBytes;
import org.leap.jobs.formats.MemoryBound;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;

class IdxSourceTest {
  private static final byte[] IMAGES = IdxBytes.images(6, 3, 2, 1);
  private static final byte[] LABELS = IdxBytes.labels(0, 1, 2, 0, 1, 2);

  @TempDir Path folder;
  private String images;
  private String labels;

  @BeforeEach
  void validFiles() throws IOException {
    images = write("images", IMAGES);
    labels = write("labels", LABELS);
  }

  @Test
  void readsPlainFiles() throws IOException {
    assertEquals(new ExampleShape(1, 3, 2, 3), source(images, labels).shape());
    Collected read = training(images, labels);
    assertEquals(List.of(0, 1, 2, 0, 1, 2), read.labels());
    for (int row = 0; row < 6; row++) {
      assertArrayEquals(
          Arrays.copyOfRange(IMAGES, 16 + 6 * row, 22 + 6 * row), read.features().get(row));
    }
  }

  @Test
  void compressionIsRecognizedByContentNotByName() throws IOException {
    String compressedImages = write("images.bin", IdxBytes.gzip(IMAGES));
    String plainLabels = write("labels.gz", LABELS);
    Collected read = training(compressedImages, plainLabels);
    assertArrayEquals(Arrays.copyOfRange(IMAGES, 46, 52), read.features().get(5));
    assertEquals(2, read.labels().get(5));
  }

  @Test
  void uriWithSchemeIsRead() throws IOException {
    assertEquals(
        6, training("file://" + images, Path.of(labels).toUri().toString()).labels().size());
  }

  @Test
  void fileLargerThanTheFirstAllocationIsReadWhole() throws IOException {
    byte[] large = IdxBytes.images(2, 1200, 1100, 5);
    Collected read =
        training(write("large", IdxBytes.gzip(large)), write("two", IdxBytes.labels(0, 1)));
    assertArrayEquals(
        Arrays.copyOfRange(large, 16 + 1320000, large.length), read.features().get(1));
  }

  @Test
  void missingFileIsNamed() {
    assertProblem(
        () -> training(folder + "/absent", labels),
        folder + "/absent: does not exist, expected an IDX file of images; check the path");
  }

  @Test
  void folderIsRefused() {
    assertProblem(
        () -> training(images, folder.toString()),
        folder + ": is a folder, expected an IDX file of labels");
  }

  @Test
  void unknownSchemeIsRefused() {
    assertProblem(
        () -> training("s4://bucket/images", labels),
        "s4://bucket/images: cannot be read",
        "No FileSystem for scheme \"s4\"");
  }

  @Test
  void emptyPathIsRefused() {
    assertProblem(() -> training("", labels), "is not a path that can be read");
  }

  @Test
  void emptyFileIsRefused() throws IOException {
    String empty = write("empty", new byte[0]);
    assertProblem(
        () -> training(empty, labels),
        empty + ": byte 0: found nothing, the file is empty, expected the magic number 0x00000803");
  }

  @Test
  void swappedFilesAreRecognized() {
    assertProblem(
        () -> training(labels, images),
        labels + ": byte 0: found 0x00000801, expected the magic number 0x00000803",
        "it holds labels: are images and labels swapped?");
  }

  @Test
  void foreignFileIsRefused() throws IOException {
    String page = write("page", "<!DOCTYPE html>".getBytes(UTF_8));
    assertProblem(
        () -> training(page, labels),
        page
            + ": byte 0: found 0x3c21444f, expected the magic number 0x00000803 of an IDX file of images");
  }

  @Test
  void differentCountsAreRefused() throws IOException {
    String five = write("five", IdxBytes.labels(0, 1, 2, 0, 1));
    assertProblem(
        () -> training(images, five),
        five + ": byte 4: holds 5 labels, expected 6, one for each image of " + images);
  }

  @Test
  void truncatedPlainFileIsRefused() throws IOException {
    String cut = write("cut", Arrays.copyOf(IMAGES, IMAGES.length - 7));
    assertProblem(
        () -> training(cut, labels),
        cut
            + ": ends at byte 45, too early: the header promises 6 images, 4 are complete; copy the file again");
    String header = write("header", Arrays.copyOf(IMAGES, 9));
    assertProblem(
        () -> training(header, labels),
        header + ": ends at byte 9, too early: the header is 16 bytes long");
  }

  @Test
  void truncatedCompressedFileIsRefusedWhereverItIsCut() throws IOException {
    byte[] whole = IdxBytes.gzip(IMAGES);
    for (int length = 2; length < whole.length; length++) {
      String cut = write("cut", Arrays.copyOf(whole, length));
      assertProblem(() -> training(cut, labels), cut + ": ends ", "too early");
    }
  }

  @Test
  void damagedCompressionIsRefused() throws IOException {
    byte[] damaged = IdxBytes.gzip(IMAGES);
    damaged[damaged.length - 6] ^= 1; // the checksum
    String file = write("damaged", damaged);
    assertProblem(() -> training(file, labels), file + ": cannot be read", "CRC32");
  }

  @Test
  void trailingBytesAreRefused() throws IOException {
    String plain = write("plain", Arrays.copyOf(IMAGES, IMAGES.length + 1));
    String message = ": goes on after byte 52, where its 6 images end";
    assertProblem(() -> training(plain, labels), plain + message);
    String inside = write("inside", IdxBytes.gzip(Arrays.copyOf(IMAGES, IMAGES.length + 1)));
    assertProblem(() -> training(inside, labels), inside + message);
    byte[] compressed = IdxBytes.gzip(IMAGES);
    String behind = write("behind", Arrays.copyOf(compressed, compressed.length + 3));
    assertProblem(
        () -> training(behind, labels), behind + ": cannot be read", "after a valid .gz stream");
  }

  @Test
  void emptySetIsRefused() throws IOException {
    String none = write("none", IdxBytes.images(0, 3, 2, 1));
    assertProblem(() -> training(none, labels), none + ": byte 4: the number of images is 0");
    String flat = write("flat", IdxBytes.file(new int[] {0x803, 6, 3, 0}, new byte[0]));
    assertProblem(() -> training(flat, labels), flat + ": byte 12: an image side is 0");
  }

  @Test
  void absurdSizesAreRefusedBeforeTheyOverflow() throws IOException {
    int[][] headers = {
      {0x803, -1, -1, -1}, {0x803, 6, 1 << 16, 1 << 16}, {0x803, 1 << 30, 2, 1}, {0x803, 6, -1, 2}
    };
    for (int[] header : headers) {
      String file = write("absurd", IdxBytes.file(header, new byte[24]));
      assertProblem(
          () -> training(file, labels),
          file + ": byte ",
          "the header claims more than 2^31 bytes of images");
    }
  }

  @Test
  void filesThatDoNotFitIntoMemoryAreRefusedByTheirHeader() throws IOException {
    byte[] large = IdxBytes.file(new int[] {0x803, 6, 17_895, 19_999}, new byte[24]);
    String file = write("large", IdxBytes.gzip(large));
    MemoryBound small = new MemoryBound(1L << 30);
    assertProblem(
        () -> source(file, labels, small),
        file
            + ": its 6 images of 17895 x 19999 would take 4,294,585,452 bytes of memory, this process has 1,073,741,824; give the process more memory");
    assertEquals(6, Collected.of(source(images, labels, small), Subset.TRAIN).labels().size());
  }

  @Test
  void claimOfALargeFileAllocatesOnlyWhatArrives() throws IOException {
    byte[] claim = IdxBytes.file(new int[] {0x803, 6, 5_000, 5_000}, new byte[24]);
    String file = write("claim", IdxBytes.gzip(claim));
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertProblem(() -> training(file, labels), "ends at byte 40, too early");
    long before = threads.getCurrentThreadAllocatedBytes();
    assertProblem(() -> training(file, labels), "ends at byte 40, too early");
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 8 << 20, "allocated " + allocated);
  }

  /**
   * Also after gaps, and where a label is rare: an idx file has nothing to say that it is damaged.
   */
  @Test
  void labelsThatOccurAreTheClasses() throws IOException {
    int[][] written = {
      {1, 7, 7, 1, 7, 1},
      {0, 8, 8, 0, 8, 0},
      {1, 5, 9, 1, 5, 9},
      {3, 8, 8, 3, 8, 3},
      {1, 2, 3, 1, 2, 3},
      {0, 1, 2, 0, 255, 2}
    };
    List<List<String>> names =
        List.of(
            List.of("1", "7"),
            List.of("0", "8"),
            List.of("1", "5", "9"),
            List.of("3", "8"),
            List.of("1", "2", "3"),
            List.of("0", "1", "2", "255"));
    List<List<Integer>> labels =
        List.of(
            List.of(0, 1, 1, 0, 1, 0),
            List.of(0, 1, 1, 0, 1, 0),
            List.of(0, 1, 2, 0, 1, 2),
            List.of(0, 1, 1, 0, 1, 0),
            List.of(0, 1, 2, 0, 1, 2),
            List.of(0, 1, 2, 0, 3, 2));
    for (int i = 0; i < written.length; i++) {
      String file = write("labels", IdxBytes.labels(written[i]));
      assertEquals(names.get(i), source(images, file).classNames());
      assertEquals(labels.get(i), training(images, file).labels());
    }
  }

  @Test
  void testLabelsAreThoseOfTheTrainingSet() throws IOException {
    String train = write("train", IdxBytes.labels(1, 5, 9, 1, 5, 9));
    String test = write("test", IdxBytes.labels(9, 9, 5, 9, 9, 9));
    String other = write("other", IdxBytes.labels(9, 9, 5, 9, 7, 9));
    Source source =
        IdxSource.open(
            Map.of(
                Subset.TRAIN, new IdxSource.Files(images, train),
                Subset.TEST, new IdxSource.Files(images, test),
                Subset.VALIDATION, new IdxSource.Files(images, other)),
            Optional.empty(),
            new Configuration(false));
    assertEquals(List.of("1", "5", "9"), source.classNames());
    assertEquals(3, source.shape().classes());
    assertEquals(List.of(0, 1, 2, 0, 1, 2), Collected.of(source, Subset.TRAIN).labels());
    assertEquals(List.of(2, 2, 1, 2, 2, 2), Collected.of(source, Subset.TEST).labels());
    assertProblem(
        () -> Collected.of(source, Subset.VALIDATION),
        other + ": row 4 (byte 12): label 7 is out of range, expected one of [1, 5, 9]");
  }

  @Test
  void imagesAloneCanBeScored() throws IOException {
    Source source =
        IdxSource.open(
            Map.of(Subset.TEST, new IdxSource.Files(images, null)),
            Optional.of(List.of("1", "5", "9")),
            new Configuration(false));
    assertFalse(source.names().labelled());
    assertEquals(List.of("1", "5", "9"), source.classNames());
    assertEquals(
        training(images, labels).features().size(),
        Collected.of(source, Subset.TEST).features().size());
    assertProblem(
        () ->
            IdxSource.open(
                Map.of(
                    Subset.TRAIN, new IdxSource.Files(images, labels),
                    Subset.TEST, new IdxSource.Files(images, null)),
                Optional.of(List.of("1", "5", "9")),
                new Configuration(false)),
        images + ": has no labels, as other sets have");
  }

  @Test
  void oneClassIsRefused() throws IOException {
    String one = write("one", IdxBytes.labels(4, 4, 4, 4, 4, 4));
    assertProblem(() -> training(images, one), one + ": all 6 labels are 4, expected at least two");
  }

  @Test
  void testLabelBeyondTheTrainingClassesIsRefused() throws IOException {
    String wide = write("wide", IdxBytes.labels(0, 1, 2, 3, 1, 2));
    assertProblem(
        () -> test(images, wide),
        wide + ": row 3 (byte 11): label 3 is out of range, expected 0 to 2");
    assertEquals(4, source(images, wide).shape().classes());
  }

  @Test
  void testSetMayLackClasses() throws IOException {
    String narrow = write("narrow", IdxBytes.labels(0, 0, 0, 0, 0, 0));
    assertEquals(List.of(0, 0, 0, 0, 0, 0), test(images, narrow).labels());
  }

  @Test
  void testImagesOfAnotherSizeAreRefused() throws IOException {
    String turned = write("turned", IdxBytes.images(6, 2, 3, 1));
    assertProblem(
        () -> test(turned, labels),
        turned + ": byte 8: images are 2 x 3, expected 3 x 2 as in the training set");
  }

  private static Source source(String images, String labels) throws IOException {
    return source(images, labels, MemoryBound.OF_THIS_PROCESS);
  }

  private static Source source(String images, String labels, MemoryBound memory)
      throws IOException {
    return IdxSource.open(
        Map.of(Subset.TRAIN, new IdxSource.Files(images, labels)),
        Optional.empty(),
        new Configuration(false),
        memory);
  }

  static Collected training(String images, String labels) throws IOException {
    return Collected.of(source(images, labels), Subset.TRAIN);
  }

  /** Beside the valid training set. */
  private Collected test(String testImages, String testLabels) throws IOException {
    Source both =
        IdxSource.open(
            Map.of(
                Subset.TRAIN, new IdxSource.Files(images, labels),
                Subset.TEST, new IdxSource.Files(testImages, testLabels)),
            Optional.empty(),
            new Configuration(false));
    return Collected.of(both, Subset.TEST);
  }

  private String write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toString();
  }

  static void assertProblem(Executable reading, String... parts) {
    String message = assertThrows(BadDataException.class, reading).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> message + "\ndoes not contain\n" + part);
    }
    assertEquals(1, message.lines().count(), message);
  }
}
