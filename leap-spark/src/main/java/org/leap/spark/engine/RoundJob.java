package org.leap.spark.engine;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.leap.spark.data.RoundRdd;
import org.leap.spark.data.RoundRdd.Assigned;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * One Spark job over a round, with a result per worker. A class with a name and not a lambda: of
 * every lambda, its own {@code collect()}'s too, Spark reads the byte code of the class that it is
 * written in, which took half of what the driver's thread does in a round.
 *
 * @param <R> what a worker sends to the driver
 */
abstract class RoundJob<R>
    extends AbstractFunction2<TaskContext, scala.collection.Iterator<Assigned>, R>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What a task does for a worker. */
  abstract R run(int worker, Iterator<Assigned> chunks);

  @Override
  public final R apply(TaskContext context, scala.collection.Iterator<Assigned> chunks) {
    return run(context.partitionId(), JavaConverters.asJavaIterator(chunks));
  }

  /** Runs it; the results are in the order of the workers. */
  @SuppressWarnings("unchecked") // Scala's array of the class that is given
  final List<R> over(RoundRdd data, Class<R> result) {
    Object results = data.context().runJob(data, this, ClassTag$.MODULE$.<R>apply(result));
    return Arrays.asList((R[]) results);
  }
}
