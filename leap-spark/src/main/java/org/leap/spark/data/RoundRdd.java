package org.leap.spark.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;

/**
 * The data of one round: one partition per logical worker, made of the one or two chunks its slices
 * lie in. The narrow dependency means that nothing else is read and nothing is shuffled, and that a
 * worker stays where its first chunk is cached.
 */
public final class RoundRdd extends PlannedRdd<RoundRdd.Plan, RoundRdd.Assigned> {
  private static final long serialVersionUID = 1L;

  /** A chunk and the minibatches of it that a worker trains in a round. */
  public record Assigned(Chunk chunk, Slice slice) {}

  /**
   * @param chunks that the slices lie in
   * @param next the chunk that the worker trains after those of this round; null if it is not known
   */
  record Plan(List<Slice> slices, List<Partition> chunks, Partition next) implements Serializable {}

  private final RDD<Chunk> chunks;

  /**
   * A round that also begins to read the chunks of the next.
   *
   * @param slicesOfWorker one list for each logical worker of the layout
   * @param nextOfWorker for each logical worker what it trains after this round, to be read ahead;
   *     may be empty
   */
  public RoundRdd(
      RDD<Chunk> chunks,
      ChunkLayout layout,
      List<List<Slice>> slicesOfWorker,
      List<List<Slice>> nextOfWorker) {
    this(
        chunks,
        slicesOfWorker,
        chunkIndexes(layout, slicesOfWorker),
        chunkIndexes(layout, nextOfWorker));
  }

  private RoundRdd(RDD<Chunk> chunks, List<List<Slice>> slices, int[][] indexes, int[][] next) {
    super(
        chunks,
        indexes,
        isTold(chunks),
        Assigned.class,
        plans(chunks.partitions(), slices, indexes, next));
    this.chunks = chunks;
  }

  /** Where a chunk is kept makes no difference in one process, and reading one needs no stage. */
  private static boolean isTold(RDD<Chunk> chunks) {
    return !(chunks.context().isLocal() && chunks instanceof ChunkRdd);
  }

  private static int[][] chunkIndexes(ChunkLayout layout, List<List<Slice>> slicesOfWorker) {
    int[][] indexes = new int[slicesOfWorker.size()][];
    Arrays.setAll(
        indexes,
        worker ->
            slicesOfWorker.get(worker).stream()
                .mapToInt(slice -> layout.chunkIndex(worker, slice.chunk()))
                .toArray());
    return indexes;
  }

  private static List<Plan> plans(
      Partition[] all, List<List<Slice>> slices, int[][] indexes, int[][] next) {
    List<Plan> plans = new ArrayList<>(indexes.length);
    for (int w = 0; w < indexes.length; w++) {
      List<Partition> own = Arrays.stream(indexes[w]).mapToObj(i -> all[i]).toList();
      boolean known = w < next.length && next[w].length > 0;
      plans.add(new Plan(List.copyOf(slices.get(w)), own, known ? all[next[w][0]] : null));
    }
    return plans;
  }

  @Override
  protected Iterator<Assigned> compute(int worker, Plan plan, TaskContext context) {
    // A chunk is loaded when its turn comes; only the last one's successor is read ahead.
    return IntStream.range(0, plan.slices().size())
        .mapToObj(i -> assigned(plan, i, context))
        .iterator();
  }

  private Assigned assigned(Plan plan, int i, TaskContext context) {
    Chunk chunk = chunks.iterator(plan.chunks().get(i), context).next();
    boolean last = i == plan.chunks().size() - 1;
    if (last && plan.next() != null && chunks instanceof ChunkRdd readable) {
      readable.readAhead(plan.next());
    }
    return new Assigned(chunk, plan.slices().get(i));
  }
}
