package org.leap.jobs.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.SerializableConfiguration;
import org.leap.jobs.data.BadRecords;
import org.leap.jobs.data.SourcePart;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/** The examples of a source: one partition a part, in packs of about a megabyte. */
final class PartRdd extends RDD<Pack> {
  private static final long serialVersionUID = 1L;
  private static final int PACK_BYTES = 1 << 20;

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
    List<Pack> packs = new ArrayList<>();
    BadRecords bad = new BadRecords(skipBad);
    Filler filler = new Filler(packs, new Pack.Builder(exampleBytes));
    try {
      ((PartPartition) partition).part().read(hadoop.value().value(), Sinks.into(filler, bad));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    filler.finish();
    if (bad.count() > 0) {
      packs.add(Pack.bad(bad.count(), bad.first()));
    }
    return JavaConverters.asScalaIterator(packs.iterator());
  }

  private final class Filler implements Sinks.Taker {
    private final List<Pack> packs;
    private Pack.Builder pack;

    Filler(List<Pack> packs, Pack.Builder pack) {
      this.packs = packs;
      this.pack = pack;
    }

    @Override
    public void take(byte[] features, int label) {
      if (features.length != exampleBytes) {
        throw new IllegalArgumentException(
            "Invalid example: %d bytes, expected %d".formatted(features.length, exampleBytes));
      }
      pack.add(label, 0, features, 0);
      if (pack.bytes() >= PACK_BYTES) {
        finish();
        pack = new Pack.Builder(exampleBytes);
      }
    }

    void finish() {
      if (pack.bytes() > 0) {
        packs.add(pack.build());
      }
    }
  }
}
