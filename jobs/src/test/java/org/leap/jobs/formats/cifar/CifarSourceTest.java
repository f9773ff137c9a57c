package org.leap.jobs.formats.cifar;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leap.jobs.formats.Collected.assertBad;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.formats.Collected;
import org.leap.jobs.formats.IdxBytes;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.files.Archives;

class CifarSourceTest {
  private static final Configuration HADOOP = new Configuration(false);
  private static final int PIXELS = 3072;

  @TempDir Path folder;

  private static byte[] records(int labelBytes, int... labels) {
    byte[] bytes = new byte[labels.length / labelBytes * (labelBytes + PIXELS)];
    new Random(7).nextBytes(bytes);
    for (int i = 0; i < labels.length; i++) {
      int at = i / labelBytes * (labelBytes + PIXELS) + i % labelBytes;
      bytes[at] = (byte) labels[i];
    }
    return bytes;
  }

  private static Map<String, byte[]> cifar10() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int batch = 1; batch <= 5; batch++) {
      files.put("cifar-10-batches-bin/data_batch_" + batch + ".bin", records(1, batch, 9));
    }
    files.put("cifar-10-batches-bin/test_batch.bin", records(1, 0, 3, 7));
    files.put(
        "cifar-10-batches-bin/batches.meta.txt",
        "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n".getBytes(UTF_8));
    return files;
  }

  private String write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content).toString();
  }

  private void assertIsCifar10(String path) throws IOException {
    Source source = CifarSource.open(CifarSource.Layout.CIFAR10, path, true, HADOOP);
    assertEquals(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"), source.classNames());
    Collected train = Collected.of(source, Subset.TRAIN);
    assertEquals(List.of(1, 9, 2, 9, 3, 9, 4, 9, 5, 9), train.labels());
    byte[] batch = records(1, 1, 9);
    assertArrayEquals(Arrays.copyOfRange(batch, 1, 3073), train.features().get(0));
    assertArrayEquals(Arrays.copyOfRange(batch, 3074, 6146), train.features().get(1));
    assertEquals(List.of(0, 3, 7), Collected.of(source, Subset.TEST).labels());
    assertEquals(0, source.partitions(Subset.VALIDATION).size());
  }

  @Test
  void foldersAndArchivesAreTheSame() throws IOException {
    byte[] tar = Archives.tar(cifar10());
    assertIsCifar10(write("cifar.tar.gz", IdxBytes.gzip(tar)));
    assertIsCifar10(write("cifar.tar", tar));
    assertIsCifar10(write("cifar.zip", Archives.zip(cifar10())));
    for (var file : cifar10().entrySet()) {
      write("plain/" + file.getKey(), file.getValue());
    }
    assertIsCifar10(folder + "/plain");
    assertIsCifar10(folder + "/plain/cifar-10-batches-bin");
  }

  @Test
  void cifar100HasTwoKindsOfLabels() throws IOException {
    write("hundred/train.bin", records(2, 3, 99, 19, 0));
    write("hundred/test.bin", records(2, 0, 50));
    var fine =
        CifarSource.open(CifarSource.Layout.CIFAR100_FINE, folder + "/hundred", true, HADOOP);
    assertEquals(List.of(99, 0), Collected.of(fine, Subset.TRAIN).labels());
    assertEquals(100, fine.classNames().size());
    var coarse =
        CifarSource.open(CifarSource.Layout.CIFAR100_COARSE, folder + "/hundred", true, HADOOP);
    assertEquals(List.of(3, 19), Collected.of(coarse, Subset.TRAIN).labels());
    assertEquals(20, coarse.shape().classes());
    assertArrayEquals(
        Arrays.copyOfRange(records(2, 3, 99), 2, 3074),
        Collected.of(fine, Subset.TRAIN).features().get(0));
  }

  @Test
  void aTestSetAloneCanBeScored() throws IOException {
    write("alone/test_batch.bin", records(1, 0, 3, 7));
    var source = CifarSource.open(CifarSource.Layout.CIFAR10, folder + "/alone", false, HADOOP);
    assertEquals(List.of(0, 3, 7), Collected.of(source, Subset.TEST).labels());
    assertEquals(List.of(), source.partitions(Subset.TRAIN));
  }

  @Test
  void singleFileIsATrainingSet() throws IOException {
    String file = write("some.bin.gz", IdxBytes.gzip(records(1, 4, 2, 0)));
    var source = CifarSource.open(CifarSource.Layout.CIFAR10, file, true, HADOOP);
    assertEquals(List.of(4, 2, 0), Collected.of(source, Subset.TRAIN).labels());
    assertEquals(List.of(), source.partitions(Subset.TEST));
    assertEquals("airplane", source.classNames().get(0));
  }

  @Test
  void labelBeyondTheClassesIsABadRecord() throws IOException {
    String file = write("some.bin", records(1, 4, 10, 0));
    Collected read =
        Collected.of(
            CifarSource.open(CifarSource.Layout.CIFAR10, file, true, HADOOP), Subset.TRAIN);
    assertEquals(List.of(4, 0), read.labels());
    read.assertOneBad(file + ": row 1 (byte 3073): label 10 is out of range, expected 0 to 9;");
  }

  @Test
  void truncatedAndEmptyFilesAreRefused() throws IOException {
    String cut = write("cut.bin", Arrays.copyOf(records(1, 1, 2), 5000));
    assertBad(
        () ->
            Collected.of(
                CifarSource.open(CifarSource.Layout.CIFAR10, cut, true, HADOOP), Subset.TRAIN),
        cut + ": ends at byte 5000, too early: records have 3073 bytes, row 1 is cut off");
    String empty = write("empty.bin", new byte[0]);
    assertBad(
        () ->
            Collected.of(
                CifarSource.open(CifarSource.Layout.CIFAR10, empty, true, HADOOP), Subset.TRAIN),
        empty + ": is empty, expected records of 3073 bytes");
  }

  @Test
  void missingFilesAreNamed() throws IOException {
    var files = cifar10();
    files.remove("cifar-10-batches-bin/data_batch_4.bin");
    String tar = write("cifar.tar", Archives.tar(files));
    assertBad(
        () -> CifarSource.open(CifarSource.Layout.CIFAR10, tar, true, HADOOP),
        tar + ": holds no data_batch_4.bin; use the binary version");
    assertBad(
        () -> CifarSource.open(CifarSource.Layout.CIFAR10, folder + "/absent", true, HADOOP),
        "/absent: does not exist, expected CIFAR in its binary version");
    files = cifar10();
    files.put("cifar-10-batches-bin/batches.meta.txt", "a\nb\n".getBytes(UTF_8));
    String names = write("names.tar", Archives.tar(files));
    assertBad(
        () -> CifarSource.open(CifarSource.Layout.CIFAR10, names, true, HADOOP),
        "batches.meta.txt: holds 2 class names, expected 10");
    files.put("cifar-10-batches-bin/batches.meta.txt", "a\n\u00f6\n".getBytes(ISO_8859_1));
    String latin = write("latin.tar", Archives.tar(files));
    assertBad(
        () -> CifarSource.open(CifarSource.Layout.CIFAR10, latin, true, HADOOP),
        "batches.meta.txt: line 2: byte 2 (0xf6) is not UTF-8 text");
  }
}
