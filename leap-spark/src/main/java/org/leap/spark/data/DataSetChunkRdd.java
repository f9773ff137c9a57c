package org.leap.spark.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.leap.spark.gpu.TaskDevice;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * The chunks of a layout, cut out of an RDD of DataSets of any sizes. Example i of the RDD (in the
 * order of its partitions and within them) has place i, so that chunks depend on the RDD's content
 * and not on how it is partitioned. Nothing is shuffled: a chunk reads the partitions it lies in.
 */
public final class DataSetChunkRdd extends RDD<Chunk> {
  private static final long serialVersionUID = 1L;

  /**
   * @param skip examples of the first parent that come before the chunk
   */
  private record ChunkPartition(
      int index, List<Partition> parents, int skip, int examples, int batchSize)
      implements Partition {
    @Override
    public boolean equals(Object other) {
      return other instanceof ChunkPartition p && p.index == index;
    }

    @Override
    public int hashCode() {
      return index;
    }
  }

  /** Partitions that a chunk lies in: from {@code first}, {@code count} of them. */
  private static final class Overlaps extends NarrowDependency<HostDataSet>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int[] first;
    private final int[] count;

    Overlaps(RDD<HostDataSet> parent, int[] first, int[] count) {
      super(parent);
      this.first = first;
      this.count = count;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // Scala's Seq of Int is a Seq of Object to Java.
    public Seq<Object> getParents(int chunk) {
      List<Integer> parents =
          IntStream.range(first[chunk], first[chunk] + count[chunk]).boxed().toList();
      return (Seq<Object>) (Seq) JavaConverters.asScalaBuffer(parents).toSeq();
    }
  }

  private final RDD<HostDataSet> examples;
  private final transient ChunkPartition[] partitions;

  private DataSetChunkRdd(
      RDD<HostDataSet> examples, Overlaps overlaps, ChunkPartition[] partitions) {
    super(
        examples.context(),
        JavaConverters.<Dependency<?>>asScalaBuffer(List.of(overlaps)).toSeq(),
        ClassTag$.MODULE$.apply(Chunk.class));
    this.examples = examples;
    this.partitions = partitions;
  }

  /**
   * The chunks of a layout of all the examples.
   *
   * @param counts examples in each partition of {@code examples}
   */
  public static DataSetChunkRdd of(RDD<HostDataSet> examples, long[] counts, ChunkLayout layout) {
    Partition[] parents = examples.partitions();
    ChunkPartition[] partitions = new ChunkPartition[layout.totalChunks()];
    int[] first = new int[partitions.length];
    int[] count = new int[partitions.length];
    int parent = 0;
    long before = 0;
    int index = 0;
    for (int worker = 0; worker < layout.workers(); worker++) {
      long place = layout.firstPlace(worker);
      for (int chunk = 0; chunk < layout.chunks(worker); chunk++) {
        int length = layout.chunkLength(worker, chunk);
        while (before + counts[parent] <= place) {
          before += counts[parent++];
        }
        int last = parent;
        for (long end = before + counts[parent]; end < place + length; end += counts[last]) {
          last++;
        }
        first[index] = parent;
        count[index] = last + 1 - parent;
        partitions[index] =
            new ChunkPartition(
                index,
                List.copyOf(List.of(parents).subList(parent, last + 1)),
                Math.toIntExact(place - before),
                length,
                layout.batchSize());
        place += length;
        index++;
      }
    }
    return new DataSetChunkRdd(examples, new Overlaps(examples, first, count), partitions);
  }

  @Override
  public Partition[] getPartitions() {
    return partitions.clone();
  }

  @Override
  public Seq<String> getPreferredLocations(Partition partition) {
    return examples.preferredLocations(((ChunkPartition) partition).parents().get(0));
  }

  @Override
  public Iterator<Chunk> compute(Partition split, TaskContext context) {
    TaskDevice.bind();
    ChunkPartition partition = (ChunkPartition) split;
    Cutter cutter = new Cutter(partition.skip(), partition.examples(), partition.batchSize());
    for (Partition parent : partition.parents()) {
      Iterator<HostDataSet> data = examples.iterator(parent, context);
      while (data.hasNext() && !cutter.isDone()) {
        cutter.add(data.next());
      }
    }
    return JavaConverters.asScalaIterator(List.<Chunk>of(cutter.chunk()).iterator());
  }

  /** Cuts a stream of DataSets into minibatches. */
  private static final class Cutter {
    private final int batchSize;
    private final List<HostDataSet> minibatches = new ArrayList<>();
    private List<HostDataSet> parts = new ArrayList<>();
    private int collected;
    private int skip;
    private int left;

    Cutter(int skip, int examples, int batchSize) {
      this.skip = skip;
      this.left = examples;
      this.batchSize = batchSize;
    }

    boolean isDone() {
      return left == 0;
    }

    void add(HostDataSet data) {
      int from = Math.min(skip, data.examples());
      skip -= from;
      while (from < data.examples() && left > 0) {
        int to = Math.min(data.examples(), from + Math.min(left, batchSize - collected));
        parts.add(data.examples(from, to));
        collected += to - from;
        left -= to - from;
        from = to;
        if (collected == batchSize || left == 0) {
          minibatches.add(HostDataSet.merge(parts));
          parts = new ArrayList<>();
          collected = 0;
        }
      }
    }

    DataSetChunk chunk() {
      if (left > 0) {
        throw new IllegalStateException(
            "The RDD gave %s examples less than when it was counted: persist it, or make it give the same content every time"
                .formatted(left));
      }
      return new DataSetChunk(minibatches);
    }
  }
}
