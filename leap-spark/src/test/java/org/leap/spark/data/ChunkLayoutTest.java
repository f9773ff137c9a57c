package org.leap.spark.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkLayoutTest {
  @Test
  void sharesDifferByAtMostOneExample() {
    ChunkLayout layout = new ChunkLayout(103, 4, 8, 16);
    int least = Integer.MAX_VALUE;
    int most = 0;
    for (int w = 0; w < 4; w++) {
      least = Math.min(least, layout.examples(w));
      most = Math.max(most, layout.examples(w));
    }
    assertTrue(most - least <= 1, least + " to " + most);
  }

  @Test
  void chunksCoverEveryExampleOnce() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int trial = 0; trial < 200; trial++) {
      int workers = 1 + random.nextInt(9);
      int batchSize = 1 + random.nextInt(17);
      int examples = workers + random.nextInt(500);
      ChunkLayout layout =
          new ChunkLayout(examples, workers, batchSize, batchSize * (1 + random.nextInt(4)));
      int covered = 0;
      for (int w = 0; w < workers; w++) {
        assertEquals(covered, layout.firstPlace(w), "seed " + seed);
        for (int c = 0; c < layout.chunks(w); c++) {
          assertTrue(layout.chunkLength(w, c) > 0, "seed " + seed + " " + layout);
          covered += layout.chunkLength(w, c);
        }
      }
      assertEquals(examples, covered, "seed " + seed + " " + layout);
    }
  }

  @Test
  void chunkSizeFollowsFromBytes() {
    assertEquals(64 * 5, ChunkLayout.of(10_000, 4, 64, 784, 64 * 784 * 5 + 1).chunkExamples());
    assertEquals(64, ChunkLayout.of(10_000, 4, 64, 784, 1).chunkExamples());
  }

  @Test
  void moreWorkersThanExamplesAreRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> new ChunkLayout(3, 4, 1, 1));
    assertEquals(
        "4 logical workers for 3 training examples: each needs at least one; lower training.workers",
        e.getMessage());
  }
}
