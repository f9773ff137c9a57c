package org.leap.spark.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * The data of one round: one partition per logical worker, made of the one or two chunks its slices
 * lie in. The narrow dependency means that nothing else is read and nothing is shuffled.
 */
public final class RoundRdd extends RDD<AssignedChunk> {
  private static final long serialVersionUID = 1L;

  /**
   * @param next the chunk that the worker trains after those of this round; null if it is not known
   */
  private record RoundPartition(
      int index, List<Slice> slices, List<Partition> parents, Partition next) implements Partition {
    @Override
    public boolean equals(Object other) {
      return other instanceof RoundPartition p && p.index == index;
    }

    @Override
    public int hashCode() {
      return index;
    }
  }

  /** Which chunks a worker's slices lie in. Knows only numbers, so that it is cheap to keep. */
  private static final class ChunksOfWorker extends NarrowDependency<Chunk>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int[][] chunksOfWorker;

    ChunksOfWorker(RDD<Chunk> chunks, int[][] chunksOfWorker) {
      super(chunks);
      this.chunksOfWorker = chunksOfWorker;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // Scala's Seq of Int is a Seq of Object to Java.
    public Seq<Object> getParents(int worker) {
      List<Integer> parents = Arrays.stream(chunksOfWorker[worker]).boxed().toList();
      return (Seq<Object>) (Seq) JavaConverters.asScalaBuffer(parents).toSeq();
    }
  }

  private final RDD<Chunk> chunks;
  private final transient int[][] chunksOfWorker;
  private final transient List<List<Slice>> slicesOfWorker;
  private final transient int[][] nextOfWorker;

  /** A round of these slices: one list for each logical worker of the layout. */
  public RoundRdd(RDD<Chunk> chunks, ChunkLayout layout, List<List<Slice>> slicesOfWorker) {
    this(chunks, layout, slicesOfWorker, List.of());
  }

  /**
   * A round that also begins to read the chunks of the next.
   *
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

  private RoundRdd(
      RDD<Chunk> chunks,
      List<List<Slice>> slicesOfWorker,
      int[][] chunksOfWorker,
      int[][] nextOfWorker) {
    super(
        chunks.context(),
        JavaConverters.<Dependency<?>>asScalaBuffer(
                List.of(new ChunksOfWorker(chunks, chunksOfWorker)))
            .toSeq(),
        ClassTag$.MODULE$.apply(AssignedChunk.class));
    this.chunks = chunks;
    this.slicesOfWorker = List.copyOf(slicesOfWorker);
    this.chunksOfWorker = chunksOfWorker;
    this.nextOfWorker = nextOfWorker;
  }

  private static int[][] chunkIndexes(ChunkLayout layout, List<List<Slice>> slicesOfWorker) {
    int[][] indexes = new int[slicesOfWorker.size()][];
    for (int w = 0; w < indexes.length; w++) {
      int worker = w;
      indexes[w] =
          slicesOfWorker.get(w).stream()
              .mapToInt(slice -> layout.chunkIndex(worker, slice.chunk()))
              .toArray();
    }
    return indexes;
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] all = chunks.partitions();
    Partition[] partitions = new Partition[slicesOfWorker.size()];
    for (int w = 0; w < partitions.length; w++) {
      List<Partition> parents = Arrays.stream(chunksOfWorker[w]).mapToObj(i -> all[i]).toList();
      boolean known = w < nextOfWorker.length && nextOfWorker[w].length > 0;
      partitions[w] =
          new RoundPartition(
              w,
              List.copyOf(slicesOfWorker.get(w)),
              parents,
              known ? all[nextOfWorker[w][0]] : null);
    }
    return partitions;
  }

  /** Where the worker's first chunk is cached, so that a worker stays near its data. */
  @Override
  public Seq<String> getPreferredLocations(Partition partition) {
    List<Partition> parents = ((RoundPartition) partition).parents();
    return parents.isEmpty()
        ? super.getPreferredLocations(partition)
        : chunks.preferredLocations(parents.get(0));
  }

  @Override
  public scala.collection.Iterator<AssignedChunk> compute(Partition split, TaskContext context) {
    RoundPartition partition = (RoundPartition) split;
    // A chunk is loaded when its turn comes; only the last one's successor is read ahead.
    Iterator<AssignedChunk> assigned =
        IntStream.range(0, partition.slices().size())
            .mapToObj(i -> assigned(partition, i, context))
            .iterator();
    return JavaConverters.asScalaIterator(assigned);
  }

  private AssignedChunk assigned(RoundPartition partition, int i, TaskContext context) {
    Chunk chunk = chunks.iterator(partition.parents().get(i), context).next();
    boolean last = i == partition.parents().size() - 1;
    if (last && partition.next() != null && chunks instanceof ChunkRdd readable) {
      readable.readAhead(partition.next());
    }
    return new AssignedChunk(chunk, partition.slices().get(i));
  }
}
