package org.leap.spark.engine;

import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import org.apache.spark.SparkContext;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.EpochOrder;
import org.leap.spark.data.RoundRdd;
import org.leap.spark.data.Slice;
import org.leap.spark.engine.Reduction.Reduced;

/**
 * Trains a network by parameter averaging in rounds. In a round every logical worker starts from
 * the same parameters and trains as many minibatches of its own as the averaging frequency says;
 * then the states are averaged, weighted by examples, in the order of the worker ids. One Spark job
 * a round, over just the partitions it needs.
 */
public final class AveragingTrainer {
  private final SparkContext spark;
  private final NetworkBlueprint blueprint;
  private final ChunkedData data;
  private final ChunkLayout layout;
  private final TrainingPlan plan;
  private final Timetable timetable;
  private final int rounds;
  private final JobGroup jobs;
  private final TrainedBefore before;

  private final LearningRate rate;
  private final OuterStep outer;
  private Reduction reduction;

  /** What workers have trained on so far; null before the first round. */
  private String hardware;

  private final NavigableSet<String> devices = new TreeSet<>();

  /** Trains a network from its initial parameters. */
  public AveragingTrainer(NetworkBlueprint blueprint, ChunkedData data, TrainingPlan plan) {
    this(blueprint, data, plan, new JobGroup(data.chunks().context()));
  }

  /**
   * The same as a part of other work.
   *
   * @param jobs what the rounds are part of, and ended with
   */
  public AveragingTrainer(
      NetworkBlueprint blueprint, ChunkedData data, TrainingPlan plan, JobGroup jobs) {
    this(blueprint, data, plan, jobs, TrainedBefore.NOTHING);
  }

  /** The same for a network that was trained before, on whatever data. */
  public AveragingTrainer(
      NetworkBlueprint blueprint,
      ChunkedData data,
      TrainingPlan plan,
      JobGroup jobs,
      TrainedBefore before) {
    this.spark = data.chunks().context();
    this.blueprint = blueprint;
    this.data = data;
    this.layout = data.layout();
    this.plan = plan;
    this.jobs = jobs;
    this.before = before;
    this.rate = LearningRate.of(blueprint);
    rate.check(plan.averaging().frequency());
    this.timetable =
        new Timetable(layout.stepsPerEpoch(), layout.roundsSpanEpochs(), plan, before, rate);
    this.rounds = timetable.after(Integer.MAX_VALUE, evaluations -> 1).rounds();
    this.outer = new OuterStep(plan.averaging().outer(), blueprint);
  }

  /** Averages so, whatever the plan says. */
  AveragingTrainer by(Reduction chosen) {
    reduction = chosen;
    return this;
  }

  /** The state of a new network, from the seed in its configuration. */
  public static NetworkState initialState(NetworkBlueprint blueprint) {
    // Not one of the pool: those have been trained.
    Replica fresh = blueprint.build();
    try {
      return fresh.state();
    } finally {
      fresh.close();
    }
  }

  /** Rounds of the whole run; fewer if the loss lowers the rate and with it their number. */
  public int rounds() {
    return rounds;
  }

  /**
   * Where the run stands after some of its rounds; nothing if it has not as many.
   *
   * @param rateScale factor on the learning rate after so many evaluations
   */
  public Optional<Timetable.Position> after(int rounds, IntToDoubleFunction rateScale) {
    if (rounds < 1 || rounds > rounds()) {
      return Optional.empty();
    }
    return Optional.of(timetable.after(rounds, rateScale)).filter(at -> at.rounds() == rounds);
  }

  /**
   * Checks that a plan fits a network's optimizers.
   *
   * @throws IllegalArgumentException if its averaging needs a learning rate that there is none of
   */
  public static void check(NetworkBlueprint blueprint, TrainingPlan plan) {
    LearningRate.of(blueprint).check(plan.averaging().frequency());
  }

  /**
   * Trains from the given state, reached after {@code step} steps, to the end of the plan.
   *
   * @return the last average
   * @throws DivergedException when loss, parameters or optimizer state are no longer finite
   * @throws InterruptedRunException after {@link #interrupt}
   * @throws LostClusterException when the cluster has had no executor for too long
   * @throws MixedHardwareException when workers of whatever rounds differ and the plan does not
   *     allow it
   */
  public NetworkState train(NetworkState state, int step, RunListener listener) {
    return train(state, step, listener, Steering.NONE);
  }

  /**
   * The same, to the end of the plan or until the steering ends it.
   *
   * @param steering asked before each round, after the listener was told of the last one
   */
  public NetworkState train(NetworkState state, int step, RunListener listener, Steering steering) {
    if (reduction == null) {
      long bytes = plan.averaging().bytes(state);
      reduction = plan.averaging().reduction().resolve(spark, layout.workers(), bytes);
    }
    return rounds(state, step, steering, listener);
  }

  /**
   * Goes on from what was trained on some hardware, and refuses workers on another, unless the plan
   * allows that.
   *
   * @param before as {@link #hardware} tells it
   * @return the hardware of this process, where it trains and is another
   */
  public Optional<String> goesOnFrom(String before) {
    if (plan.hardware().mixed()) {
      return Optional.empty();
    }
    hardware = before;
    // A cluster's executors tell theirs with their first round.
    return Optional.of(Fingerprint.ofThisProcess())
        .filter(here -> spark.isLocal() && !here.equals(before));
  }

  /** What workers have trained on, by their {@link Fingerprint}: this process until they tell. */
  public String hardware() {
    return hardware == null ? Fingerprint.ofThisProcess() : hardware;
  }

  /** Host and address of every GPU that workers have trained on; empty on CPUs. */
  public NavigableSet<String> devices() {
    return new TreeSet<>(devices);
  }

  private NetworkState rounds(
      NetworkState start, int firstStep, Steering steering, RunListener listener) {
    NetworkState state = start;
    Timetable.Position here = timetable.at(firstStep, steering::rateScale);
    while (here.step() < plan.steps() && steering.goesOn()) {
      double scale = steering.rateScale(here.evaluations());
      Timetable.Position end = timetable.next(here, scale);
      state = train(Round.of(here, end, layout, plan), state, scale, listener);
      here = end;
    }
    return state;
  }

  /**
   * The same parameters with running statistics of batch normalization of their own: the means over
   * the minibatches of one epoch. Nothing is trained; all other parameters keep their bits, and the
   * optimizer state is none.
   *
   * @throws InterruptedRunException after {@link #interrupt}
   * @throws LostClusterException when the cluster has had no executor for too long
   */
  public NetworkState withOwnStatistics(NetworkState state) {
    BatchStatistics statistics = BatchStatistics.of(blueprint);
    float[] parameters = state.parameters();
    if (!statistics.isEmpty()) {
      parameters = statistics.renewed(parameters, sum(statistics, state.parameters()));
    }
    return new NetworkState(parameters);
  }

  private BatchStatistics.Sum sum(BatchStatistics statistics, float[] parameters) {
    List<List<Slice>> slices =
        new EpochOrder(layout, plan.seed(), 0).slices(0, layout.stepsPerEpoch());
    try (SharedState shared = SharedState.of(spark, new NetworkState(parameters))) {
      return jobs.run(
          "statistics of batch normalization",
          () ->
              statistics.sum(
                  new RoundRdd(data.chunks(), layout, slices, List.of()),
                  shared,
                  TaskData.of(data, plan.hardware().threadsPerWorker()),
                  plan.seed()));
    }
  }

  /** Makes {@link #train} end at once, from any thread; the round it is in is abandoned. */
  public void interrupt() {
    jobs.interrupt();
  }

  private NetworkState train(
      Round round, NetworkState state, double rateScale, RunListener listener) {
    long begin = System.nanoTime();
    LogContext.round(spark, round.index() + 1);
    Reduced reduced;
    long broadcastNanos;
    try (SharedState start = SharedState.of(spark, state)) {
      broadcastNanos = System.nanoTime() - begin;
      reduced =
          run(round, new WorkerTask(blueprint, data, plan, start, round.after(before), rateScale));
    }
    refuse(round, reduced.reports());
    reduced.reports().stream()
        .map(report -> report.device)
        .filter(device -> !device.isEmpty())
        .forEach(devices::add);
    long moveBegin = System.nanoTime();
    NetworkState next = next(round, state, reduced.average());
    long moved = System.nanoTime();
    RoundTiming timing =
        RoundTiming.of(
            moved - begin,
            broadcastNanos,
            reduced.reduceNanos() + moved - moveBegin,
            reduced.reports(),
            Math.min(layout.workers(), TaskSlots.of(spark)));
    listener.roundFinished(
        report(round.after(before), reduced.reports(), rateScale, timing), next, round.evaluated());
    return next;
  }

  private NetworkState next(Round round, NetworkState start, NetworkState average) {
    NetworkState whole =
        plan.averaging().optimizerState()
            ? average
            : new NetworkState(average.parameters(), start.optimizerState());
    try {
      return outer.from(start, whole);
    } catch (ArithmeticException e) {
      throw new DivergedException(
          "diverged in round %s (epoch %s): %s; try a lower training.outer.learningRate or momentum"
              .formatted(round.index() + 1, round.epoch() + 1, e.getMessage()));
    }
  }

  private Reduced run(Round round, WorkerTask task) {
    return jobs.run(
        "round %s of %s, epoch %s".formatted(round.index() + 1, rounds(), round.epoch() + 1),
        () ->
            reduction.run(
                new RoundRdd(data.chunks(), layout, round.slices(), round.next()),
                task,
                layout.workers(),
                plan.averaging().optimizerState()));
  }

  private void refuse(Round round, List<WorkerReport> reports) {
    for (int worker = 0; worker < reports.size(); worker++) {
      WorkerReport report = reports.get(worker);
      if (report.divergence != null) {
        throw new DivergedException(
            "diverged in round %s (epoch %s), worker %s: %s; try a lower learning rate, a lower sigma or a warmup"
                .formatted(round.index() + 1, round.epoch() + 1, worker, report.divergence));
      }
      if (hardware == null) {
        hardware = report.fingerprint;
      }
      if (!plan.hardware().mixed() && !report.fingerprint.equals(hardware)) {
        throw new MixedHardwareException(hardware, report.fingerprint);
      }
    }
  }

  private RoundReport report(
      Round round, List<WorkerReport> reports, double rateScale, RoundTiming timing) {
    long examples = 0;
    double lossSum = 0;
    for (WorkerReport worker : reports) {
      examples += worker.examples;
      lossSum += worker.lossSum;
    }
    int step = round.endStep() - 1;
    return new RoundReport(
        round.index() + 1,
        round.epoch() + 1,
        round.endStep(),
        lossSum / examples,
        rate.at(step, round.epoch(), rateScale, plan.sigmaFactors(round.examples())),
        examples,
        timing);
  }
}
