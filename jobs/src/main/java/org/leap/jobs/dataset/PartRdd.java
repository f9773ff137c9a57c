package org.leap.jobs.dataset;

import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;
import org.leap.jobs.data.SourcePart;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/** The examples of a source: one partition a part. */
final class PartRdd extends RDD<Pack> {
  private static final long serialVersionUID = 1L;

  private record PartPartition(int index, SourcePart part) implements Partition {
    @Override
    public boolean equals(Object other) {
      return other instanceof PartPartition p && p.index == index;
    }

    @Override
    public int hashCode() {
      return index;
    }
  }

  private final transient List<SourcePart> parts;
  private final Broadcast<SerializableConfiguration> hadoop;
  private final int exampleBytes;
  private final boolean skipBad;

  PartRdd(
      SparkContext spark,
      List<SourcePart> parts,
      Broadcast<SerializableConfiguration> hadoop,
      int exampleBytes,
      boolean skipBad) {
    super(
        spark,
        JavaConverters.<Dependency<?>>asScalaBuffer(List.of()).toSeq(),
        ClassTag$.MODULE$.apply(Pack.class));
    this.parts = List.copyOf(parts);
    this.hadoop = hadoop;
    this.exampleBytes = exampleBytes;
    this.skipBad = skipBad;
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] partitions = new Partition[parts.size()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new PartPartition(i, parts.get(i));
    }
    return partitions;
  }

  @Override
  public scala.collection.Iterator<Pack> compute(Partition partition, TaskContext context) {
    PackReader reader =
        PackReader.start(
            ((PartPartition) partition).part(), hadoop.value().value(), exampleBytes, skipBad);
    context.addTaskCompletionListener((TaskCompletionListener) ended -> reader.close());
    return JavaConverters.asScalaIterator(reader);
  }
}
