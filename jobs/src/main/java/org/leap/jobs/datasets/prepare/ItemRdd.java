package org.leap.jobs.datasets.prepare;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Dependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;

/**
 * One partition for every item. Items travel with their tasks by Java serialization, as a parallel
 * collection's do not: Spark may use Kryo for those, which cannot write records.
 *
 * @param <T> serializable
 */
final class ItemRdd<T, R> extends RDD<R> {
  private static final long serialVersionUID = 1L;

  /** What a task makes of its item. */
  interface Work<T, R> extends Serializable {
    Iterator<R> apply(T item, TaskContext context) throws IOException;
  }

  private record ItemPartition(int index, Object item) implements Partition {
    @Override
    public boolean equals(Object other) {
      return other instanceof ItemPartition p && p.index == index;
    }

    @Override
    public int hashCode() {
      return index;
    }
  }

  private final transient List<T> items;
  private final Work<T, R> work;

  ItemRdd(SparkContext spark, List<T> items, Class<R> results, Work<T, R> work) {
    super(
        spark,
        JavaConverters.<Dependency<?>>asScalaBuffer(List.of()).toSeq(),
        ClassTag$.MODULE$.apply(results));
    this.items = List.copyOf(items);
    this.work = work;
  }

  @Override
  public Partition[] getPartitions() {
    Partition[] partitions = new Partition[items.size()];
    for (int i = 0; i < partitions.length; i++) {
      partitions[i] = new ItemPartition(i, items.get(i));
    }
    return partitions;
  }

  @Override
  @SuppressWarnings("unchecked") // the items of this list
  public scala.collection.Iterator<R> compute(Partition partition, TaskContext context) {
    try {
      return JavaConverters.asScalaIterator(
          work.apply((T) ((ItemPartition) partition).item(), context));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
