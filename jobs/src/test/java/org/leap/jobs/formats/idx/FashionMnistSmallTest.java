package org.leap.jobs.formats.idx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.leap.jobs.PublishedData;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.jobs.formats.Collected;
import org.leap.jobs.formats.Source;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.ExampleShape;

class FashionMnistSmallTest {
  private static final Path SMALL = Path.of("../conf/data/fashion-mnist-small");

  @Test
  void subsetIsBalanced() throws IOException {
    Source source = source(SMALL);
    assertEquals(new ExampleShape(1, 28, 28, 10), source.shape());
    assertEachClassHas(1000, Collected.of(source, Subset.TRAIN));
    assertEachClassHas(200, Collected.of(source, Subset.TEST));
  }

  private static void assertEachClassHas(int each, Collected examples) {
    assertEquals(10 * each, examples.labels().size());
    for (int label = 0; label < 10; label++) {
      assertEquals(each, Collections.frequency(examples.labels(), label));
    }
  }

  /** The mean and deviation that others use for the full set are 72.94 and 90.02. */
  @Test
  void statisticsAreThoseOfFashionMnist() throws IOException {
    var statistics = new ChannelMoments(new ExampleShape(1, 28, 28, 10));
    for (byte[] image : Collected.of(source(SMALL), Subset.TRAIN).features()) {
      statistics.add(image, 0);
    }
    assertEquals(72.94, statistics.mean(0), 1);
    assertEquals(90.02, statistics.standardDeviation(0), 1);
  }

  @Test
  @Tag(PublishedData.TAG)
  void subsetHoldsTheFirstOfEveryClassInOrder() throws IOException {
    Source full = source(PublishedData.fashionMnist());
    Source small = source(SMALL);
    assertFirstOfEveryClass(small, full, Subset.TEST, 200);
    assertFirstOfEveryClass(small, full, Subset.TRAIN, 1000);
  }

  private static void assertFirstOfEveryClass(Source small, Source full, Subset subset, int each)
      throws IOException {
    Collected few = Collected.of(small, subset);
    Collected all = Collected.of(full, subset);
    int[] taken = new int[10];
    int next = 0;
    for (int row = 0; row < all.labels().size(); row++) {
      if (taken[all.labels().get(row)]++ < each) {
        assertEquals(all.labels().get(row), few.labels().get(next));
        assertArrayEquals(all.features().get(row), few.features().get(next));
        next++;
      }
    }
    assertEquals(few.labels().size(), next);
  }

  private static Source source(Path folder) throws IOException {
    return IdxSource.open(
        Map.of(Subset.TRAIN, files(folder, "train"), Subset.TEST, files(folder, "t10k")),
        Optional.empty(),
        new Configuration(false));
  }

  private static IdxSource.Files files(Path folder, String set) {
    return new IdxSource.Files(
        folder.resolve(set + "-images-idx3-ubyte.gz").toString(),
        folder.resolve(set + "-labels-idx1-ubyte.gz").toString());
  }
}
