package org.leap.spark.data;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Dependency;
import org.apache.spark.NarrowDependency;
import org.apache.spark.Partition;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import scala.collection.JavaConverters;
import scala.collection.immutable.Seq;
import scala.reflect.ClassTag$;

/**
 * An RDD of which the driver plans every partition. A plan travels with its task alone, by Java
 * serialization and not by Kryo, which cannot write records.
 *
 * <p>Only what Spark 3.5 and Spark 4 both have is used: the constructor with a parent, and Scala's
 * immutable sequences.
 *
 * @param <P> the plan of a partition, serializable
 * @param <T> what is computed
 */
public abstract class PlannedRdd<P, T> extends RDD<T> {
  private static final long serialVersionUID = 1L;

  private record Planned(int index, Object plan) implements Partition {
    @Override
    public boolean equals(Object other) {
      return other instanceof Planned p && p.index == index;
    }

    @Override
    public int hashCode() {
      return index;
    }
  }

  /** The partitions of another RDD that each partition reads, so that nothing is shuffled. */
  private static final class Parents extends NarrowDependency<Object> implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int[][] parents;

    @SuppressWarnings("unchecked") // nothing is put into it
    Parents(RDD<?> rdd, int[][] parents) {
      super((RDD<Object>) rdd);
      this.parents = parents;
    }

    @Override
    public Seq<Object> getParents(int partition) {
      List<Object> own = Arrays.stream(parents[partition]).<Object>mapToObj(i -> i).toList();
      return JavaConverters.asScalaBuffer(own).toList();
    }
  }

  // Partitions travel one by one inside their tasks; the whole list stays on the driver.
  private final transient List<P> plans;
  private final transient List<Dependency<?>> dependencies;

  /** One that reads no other. */
  protected PlannedRdd(SparkContext spark, Class<T> type, List<P> plans) {
    this(spark.emptyRDD(ClassTag$.MODULE$.<T>apply(type)), type, plans, List.of());
  }

  /**
   * One that reads another.
   *
   * @param parents for each partition those of the other that it reads
   * @param told whether Spark is told: for every job it then asks where the partitions are kept
   */
  protected PlannedRdd(RDD<?> read, int[][] parents, boolean told, Class<T> type, List<P> plans) {
    this(read, type, plans, told ? List.of(new Parents(read, parents)) : List.of());
  }

  private PlannedRdd(RDD<?> any, Class<T> type, List<P> plans, List<Dependency<?>> dependencies) {
    super(any, ClassTag$.MODULE$.<T>apply(type));
    this.plans = List.copyOf(plans);
    this.dependencies = dependencies;
  }

  @Override
  public final Seq<Dependency<?>> getDependencies() {
    return JavaConverters.asScalaBuffer(dependencies).toList();
  }

  @Override
  public final Partition[] getPartitions() {
    return IntStream.range(0, plans.size())
        .mapToObj(i -> new Planned(i, plans.get(i)))
        .toArray(Partition[]::new);
  }

  @Override
  public final scala.collection.Iterator<T> compute(Partition partition, TaskContext context) {
    try {
      return JavaConverters.asScalaIterator(compute(partition.index(), plan(partition), context));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // one of the plans
  final P plan(Partition partition) {
    return (P) ((Planned) partition).plan();
  }

  /** Makes the elements of a partition, in its task. */
  protected abstract Iterator<T> compute(int index, P plan, TaskContext context) throws IOException;
}
