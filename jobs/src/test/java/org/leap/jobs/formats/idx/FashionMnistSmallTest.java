package org.leap.jobs.formats.idx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.leap.jobs.PublishedData;
import org.leap.jobs.formats.ChannelMoments;
import org.leap.spark.data.ExampleShape;

class FashionMnistSmallTest {
  private static final Path SMALL = Path.of("../conf/data/fashion-mnist-small");

  private final IdxReader reader = new IdxReader(new Configuration(false));

  @Test
  void subsetIsBalanced() throws IOException {
    LabeledImages training = training(SMALL);
    assertEquals("10000 images of 28 x 28 x 1 in 10 classes", training.toString());
    int[] balanced = new int[10];
    Arrays.fill(balanced, 1000);
    assertArrayEquals(balanced, training.examplesPerClass());
    Arrays.fill(balanced, 200);
    assertArrayEquals(balanced, test(training, SMALL).examplesPerClass());
  }

  /** The mean and deviation that others use for the full set are 72.94 and 90.02. */
  @Test
  void statisticsAreThoseOfFashionMnist() throws IOException {
    LabeledImages images = training(SMALL);
    var statistics = new ChannelMoments(new ExampleShape(1, 28, 28, 10));
    for (int row = 0; row < images.count(); row++) {
      statistics.add(images.pixels(row), 0);
    }
    assertEquals(72.94, statistics.mean(0), 1);
    assertEquals(90.02, statistics.standardDeviation(0), 1);
  }

  @Test
  @Tag(PublishedData.TAG)
  void subsetHoldsTheFirstOfEveryClassInOrder() throws IOException {
    Path published = PublishedData.fashionMnist();
    LabeledImages small = training(SMALL);
    LabeledImages full = training(published);
    assertFirstOfEveryClass(test(small, SMALL), test(full, published), 200);
    assertFirstOfEveryClass(small, full, 1000);
  }

  private static void assertFirstOfEveryClass(LabeledImages small, LabeledImages full, int each) {
    int[] taken = new int[10];
    int next = 0;
    for (int row = 0; row < full.count(); row++) {
      if (taken[full.label(row)]++ < each) {
        assertEquals(full.label(row), small.label(next));
        assertArrayEquals(full.pixels(row), small.pixels(next));
        next++;
      }
    }
    assertEquals(small.count(), next);
  }

  private LabeledImages training(Path folder) throws IOException {
    return reader.training(
        folder.resolve("train-images-idx3-ubyte.gz").toString(),
        folder.resolve("train-labels-idx1-ubyte.gz").toString());
  }

  private LabeledImages test(LabeledImages training, Path folder) throws IOException {
    return reader.matching(
        training,
        folder.resolve("t10k-images-idx3-ubyte.gz").toString(),
        folder.resolve("t10k-labels-idx1-ubyte.gz").toString());
  }
}
