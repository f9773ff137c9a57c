package org.leap.jobs.formats.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.leap.jobs.PublishedData;
import org.leap.jobs.formats.Collected;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.cifar.CifarSource;
import org.leap.jobs.formats.files.FileTree;
import org.leap.jobs.formats.files.TreeFile;

/** CIFAR-10 as JPEG files in a tar.gz, and losslessly in the binary layout. */
@Tag(PublishedData.TAG)
class CifarAsJpegTest {
  private static final Configuration HADOOP = new Configuration(false);

  private static String jpegs(String set) {
    return PublishedData.file("cifar10-jpg.tar.gz") + "!/cifar10-jpg/" + set;
  }

  @Test
  void all60000AreThere() throws IOException {
    Source source =
        ImagesSource.open(
            Map.of(Subset.TRAIN, jpegs("train"), Subset.TEST, jpegs("test")),
            OptionalInt.empty(),
            OptionalInt.empty(),
            HADOOP);
    for (var expected : Map.of(Subset.TRAIN, 5000, Subset.TEST, 1000).entrySet()) {
      Collected read = Collected.of(source, expected.getKey());
      assertEquals(List.of(), read.bad());
      for (int label = 0; label < 10; label++) {
        int wanted = label;
        assertEquals(
            (long) expected.getValue(), read.labels().stream().filter(l -> l == wanted).count());
      }
    }
  }

  @Test
  void binaryLayoutHoldsTheSamePictures() throws IOException {
    String file = PublishedData.file("cifar10-first4000.bin.gz").toString();
    Source source = CifarSource.open(CifarSource.Layout.CIFAR10, file, true, HADOOP);
    Collected exact = Collected.of(source, Subset.TRAIN);
    Map<String, byte[]> jpegs = jpegFiles();
    int[] next = new int[10];
    long difference = 0;
    try (ImageDecoder decoder = new ImageDecoder()) {
      for (int row = 0; row < 4000; row++) {
        int label = exact.labels().get(row);
        String name =
            String.format(
                Locale.ROOT, "%s/%04d.jpg", source.classNames().get(label), next[label]++);
        byte[] decoded = decoder.decode(name, jpegs.get(name)).values();
        long own = 0;
        for (int i = 0; i < decoded.length; i++) {
          own += Math.abs((decoded[i] & 0xff) - (exact.features().get(row)[i] & 0xff));
        }
        // Pictures of different things are 60 apart.
        assertTrue(own < 25L * decoded.length, name + " differs by " + own / decoded.length);
        difference += own;
      }
    }
    double mean = (double) difference / (4000 * 3072);
    System.out.println("CIFAR-10 as JPEG differs from the original by " + mean + " on average");
    assertTrue(mean < 8, "JPEG and binary differ by " + mean);
  }

  private static Map<String, byte[]> jpegFiles() throws IOException {
    FileTree tree = FileTree.at(jpegs("train"));
    List<TreeFile> first = new ArrayList<>(tree.list(HADOOP));
    first.removeIf(file -> file.name().compareTo("0500.jpg") >= 0);
    Map<String, byte[]> files = new java.util.HashMap<>();
    tree.read(first, HADOOP, (file, in) -> files.put(file.path(), in.readNBytes(1 << 20)));
    return files;
  }
}
