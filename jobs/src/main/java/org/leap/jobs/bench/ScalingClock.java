package org.leap.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.ReductionChoice;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RoundTiming;
import org.leap.spark.engine.RunListener;

/** What is measured while rounds go on; those that come first do not count. */
final class ScalingClock implements RunListener {
  private static final int SAMPLES = 10;

  private final ScalingSetting setting;
  private final JavaSparkContext spark;
  private final int workers;
  private final TaskTimes tasks;
  private final int untimed;
  private final List<RoundTiming> timings = new ArrayList<>();
  private final List<Double> seconds = new ArrayList<>();
  private final List<ResidentSample> memory = new ArrayList<>();
  private long before;
  private long examples;
  private ScalingRow.Tasks taskTimes;
  private Optional<ProcessTraffic> begin = Optional.empty();
  private Optional<ProcessTraffic> end = Optional.empty();

  ScalingClock(ScalingSetting setting, JavaSparkContext spark, int workers, TaskTimes tasks) {
    this.setting = setting;
    this.spark = spark;
    this.workers = workers;
    this.tasks = tasks;
    this.untimed = OurEngine.UNTIMED + setting.timedAndWarmUp() - setting.rounds();
  }

  @Override
  public void roundFinished(RoundReport round, NetworkState state, boolean evaluationDue) {
    int timed = round.round() - untimed;
    if (timed > 0) {
      timings.add(round.timing());
      seconds.add((System.nanoTime() - before) / 1e9);
      examples = round.examples();
      end = ProcessTraffic.now();
    } else {
      tasks.reset();
      begin = ProcessTraffic.now();
    }
    if (setting.memory() && timed > 0 && timed % Math.max(1, setting.rounds() / SAMPLES) == 0) {
      memory.add(ResidentSample.after(round.round(), spark, workers));
    }
    before = System.nanoTime();
  }

  /** To be called before other rounds begin. */
  void finished() {
    taskTimes = tasks.means();
  }

  ScalingRow row(ReductionChoice reduction, int workers, double ideal) {
    double rate = examples / Turns.median(seconds.stream().mapToDouble(s -> s).toArray());
    return new ScalingRow(
        reduction,
        workers,
        rate,
        ideal,
        rate / ideal,
        new ScalingRow.Parts(
            ms(RoundTiming::total),
            ms(timing -> timing.compute() + timing.perturb()),
            ms(RoundTiming::broadcast),
            ms(RoundTiming::load),
            ms(RoundTiming::reduce),
            ms(RoundTiming::idle),
            ms(timing -> timing.total() - timing.compute() - timing.perturb())),
        taskTimes,
        moved(),
        memory);
  }

  private ScalingRow.Moved moved() {
    return begin.isPresent() && end.isPresent()
        ? end.get().since(begin.get(), seconds.size())
        : null;
  }

  private double ms(ToDoubleFunction<RoundTiming> part) {
    return 1e3 * Turns.median(timings.stream().mapToDouble(part).toArray());
  }
}
