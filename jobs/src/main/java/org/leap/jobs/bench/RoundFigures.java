package org.leap.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.spark.engine.ReductionChoice;
import org.leap.spark.engine.RoundTiming;

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
 */
public record RoundFigures(
    ReductionChoice reduction,
    int workers,
    int slots,
    double outsideMs,
    double loadMs,
    double reduceMs,
    double idleMs,
    double nsPerParameterMoved) {
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
    try (JavaSparkContext spark = OurEngine.spark(slots);
        OurEngine engine =
            new OurEngine(
                spark,
                BenchModel.MLP.blueprint(BenchOptimizer.SGD.updater()),
                reduction,
                new Load(workers, 1, BATCH_SIZE, rounds + rounds / 4))) {
      engine.train((round, state, lastOfEpoch) -> timings.add(round.timing()));
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
        1e9 * outside / workers / PARAMETERS);
  }

  private static double median(List<RoundTiming> timings, ToDoubleFunction<RoundTiming> part) {
    return Turns.median(timings.stream().mapToDouble(part).toArray());
  }
}
