package org.leap.jobs.bench;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.leap.spark.engine.ReductionChoice;
import org.leap.spark.engine.RoundTiming;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * What a round that hardly trains (one local step on a small minibatch) costs outside training, on
 * 1.8 million parameters in one process; median times, in milliseconds.
 *
 * @param reduction who averaged
 * @param workers logical workers
 * @param slots tasks that ran side by side
 * @param outsideMs all that was not training
 * @param loadMs of it: parameters into and out of replicas, and making minibatches
 * @param reduceMs of it: averaging
 * @param idleMs of it: scheduling, transfer and waiting
 * @param nsPerParameterMoved the whole, per parameter and worker
 * @param emptyJobMs the floor: a Spark job of as many tasks that do nothing
 */
public record RoundFigures(
    ReductionChoice reduction,
    int workers,
    int slots,
    double outsideMs,
    double loadMs,
    double reduceMs,
    double idleMs,
    double nsPerParameterMoved,
    double emptyJobMs) {
  private static final int BATCH_SIZE = 8;

  /** Of the network that averaging is measured with. */
  static final int PARAMETERS = 1_796_010;

  /**
   * Times what the engine's rounds take besides the workers' local steps.
   *
   * @param workers logical workers
   * @param slots tasks that run side by side
   * @param rounds to take the median of
   */
  public static RoundFigures measure(
      ReductionChoice reduction, int workers, int slots, int rounds) {
    List<RoundTiming> timings = new ArrayList<>();
    double emptyJob;
    try (JavaSparkContext spark = OurEngine.spark(slots);
        OurEngine engine =
            new OurEngine(
                spark,
                BenchModel.MLP.blueprint(BenchOptimizer.SGD.updater()),
                reduction,
                new Load(BenchModel.MLP, workers, 1, BATCH_SIZE, rounds + rounds / 4))) {
      engine.train((round, state, evaluationDue) -> timings.add(round.timing()));
      emptyJob = emptyJob(spark, workers, rounds);
    }
    // What is not yet compiled does not count.
    List<RoundTiming> timed = timings.subList(timings.size() - rounds, timings.size());
    double outside = median(timed, t -> t.total() - t.compute() - t.perturb());
    return new RoundFigures(
        reduction,
        workers,
        slots,
        1e3 * outside,
        1e3 * median(timed, RoundTiming::load),
        1e3 * median(timed, RoundTiming::reduce),
        1e3 * median(timed, RoundTiming::idle),
        1e9 * outside / workers / PARAMETERS,
        emptyJob);
  }

  /** A job without a closure, which Spark would read the byte code of before it begins. */
  private static final class Nothing
      extends AbstractFunction2<TaskContext, scala.collection.Iterator<Integer>, Integer>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public Integer apply(TaskContext context, scala.collection.Iterator<Integer> numbers) {
      return context.partitionId();
    }
  }

  /** In milliseconds: what a scheduler takes to start tasks and to hear of their end. */
  private static double emptyJob(JavaSparkContext spark, int tasks, int jobs) {
    RDD<Integer> numbers =
        spark.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks).rdd();
    Nothing nothing = new Nothing();
    double[] times = new double[2 * jobs];
    for (int i = 0; i < times.length; i++) {
      long begin = System.nanoTime();
      spark.sc().runJob(numbers, nothing, ClassTag$.MODULE$.<Integer>apply(Integer.class));
      times[i] = 1e-6 * (System.nanoTime() - begin);
    }
    // What is not yet compiled does not count.
    return Turns.median(Arrays.copyOfRange(times, jobs, times.length));
  }

  private static double median(List<RoundTiming> timings, ToDoubleFunction<RoundTiming> part) {
    return Turns.median(timings.stream().mapToDouble(part).toArray());
  }
}
