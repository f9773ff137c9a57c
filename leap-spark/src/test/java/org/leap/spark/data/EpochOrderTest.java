package org.leap.spark.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochOrderTest {
  /** Cuts an epoch into rounds and counts how often each minibatch of each chunk is trained. */
  @Test
  void anEpochTrainsEveryExampleOnceWhateverTheSizes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int trial = 0; trial < 300; trial++) {
      int workers = 1 + random.nextInt(7);
      int batchSize = 1 + random.nextInt(13);
      int examples = workers + random.nextInt(400);
      ChunkLayout layout =
          new ChunkLayout(examples, workers, batchSize, batchSize * (1 + random.nextInt(3)));
      int frequency = 1 + random.nextInt(9);
      EpochOrder order = new EpochOrder(layout, random.nextLong(), trial);
      String where = "seed " + seed + " " + layout + " frequency " + frequency;
      for (int w = 0; w < workers; w++) {
        checkWorker(layout, order, w, frequency, where);
      }
    }
  }

  /** As those write who want the full batch. */
  @Test
  void theLargestBatchSizeIsTheFullBatch() {
    ChunkLayout layout = new ChunkLayout(10, 2, Integer.MAX_VALUE, Integer.MAX_VALUE);
    List<Slice> slices = new EpochOrder(layout, 1, 0).slices(0, 0, 1);
    assertEquals(1, slices.size());
    assertEquals(5, slices.get(0).examples());
    assertEquals(1, slices.get(0).batches());
  }

  private static void checkWorker(
      ChunkLayout layout, EpochOrder order, int worker, int frequency, String where) {
    int[][] trained = new int[layout.chunks(worker)][];
    for (int c = 0; c < trained.length; c++) {
      trained[c] = new int[layout.chunkLength(worker, c)];
    }
    for (int from = 0; from < layout.stepsPerEpoch(); from += frequency) {
      List<Slice> slices = order.slices(worker, from, from + frequency);
      int batches = slices.stream().mapToInt(Slice::batches).sum();
      int left = Math.max(0, layout.batches(worker) - from);
      assertEquals(Math.min(frequency, left), batches, where);
      for (Slice slice : slices) {
        int first = slice.firstBatch() * layout.batchSize();
        assertTrue(slice.examples() <= slice.batches() * layout.batchSize(), where);
        for (int i = first; i < first + slice.examples(); i++) {
          trained[slice.chunk()][i]++;
        }
      }
    }
    for (int[] chunk : trained) {
      int[] once = new int[chunk.length];
      Arrays.fill(once, 1);
      assertArrayEquals(once, chunk, where);
    }
  }

  @Test
  void epochsDifferInChunkOrderAndWithinChunks() {
    ChunkLayout layout = new ChunkLayout(640, 1, 8, 16);
    List<Slice> first = new EpochOrder(layout, 42, 0).slices(0, 0, 80);
    List<Slice> second = new EpochOrder(layout, 42, 1).slices(0, 0, 80);
    assertNotEquals(
        first.stream().map(Slice::chunk).toList(), second.stream().map(Slice::chunk).toList());
    assertNotEquals(
        first.stream().map(Slice::shuffleSeed).sorted().toList(),
        second.stream().map(Slice::shuffleSeed).sorted().toList());
  }

  @Test
  void anOrderedLayoutIsGoneThroughInItsOrder() {
    ChunkLayout layout = new ChunkLayout(640, 1, 8, 16).inOrder();
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Slice> slices = new EpochOrder(layout, 5, epoch).slices(0, 0, layout.stepsPerEpoch());
      assertEquals(
          IntStream.range(0, 40).boxed().toList(), slices.stream().map(Slice::chunk).toList());
    }
  }
}
