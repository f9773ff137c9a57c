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

  private record RoundPartition(int index, List<Slice> slices, List<Partition> parents)
      implements Partition {
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

  /** {@code slicesOfWorker} has one entry for each logical worker of the layout. */
  public RoundRdd(RDD<Chunk> chunks, ChunkLayout layout, List<List<Slice>> slicesOfWorker) {
    this(chunks, slicesOfWorker, chunkIndexes(layout, slicesOfWorker));
  }

  private RoundRdd(RDD<Chunk> chunks, List<List<Slice>> slicesOfWorker, int[][] chunksOfWorker) {
    super(
        chunks.context(),
        JavaConverters.<Dependency<?>>asScalaBuffer(
                List.of(new ChunksOfWorker(chunks, chunksOfWorker)))
            .toSeq(),
        ClassTag$.MODULE$.apply(AssignedChunk.class));
    this.chunks = chunks;
    this.slicesOfWorker = List.copyOf(slicesOfWorker);
    this.chunksOfWorker = chunksOfWorker;
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
      partitions[w] = new RoundPartition(w, List.copyOf(slicesOfWorker.get(w)), parents);
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
    // A chunk is loaded when its turn comes, not before.
    Iterator<AssignedChunk> assigned =
        IntStream.range(0, partition.slices().size())
            .mapToObj(
                i ->
                    new AssignedChunk(
                        chunks.iterator(partition.parents().get(i), context).next(),
                        partition.slices().get(i)))
            .iterator();
    return JavaConverters.asScalaIterator(assigned);
  }
}
