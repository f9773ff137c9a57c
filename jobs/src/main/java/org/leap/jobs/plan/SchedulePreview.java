package org.leap.jobs.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.leap.core.Perturbation;
import org.leap.core.SigmaFactors;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.config.ScheduleConfig;
import org.leap.jobs.config.Span.Clock;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.process.SparkApplication;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.report.PngImage;
import org.leap.jobs.report.RatePoint;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.Timetable;
import org.leap.spark.engine.TrainedBefore;
import org.leap.spark.engine.TrainingPlan;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * The learning rate of a run and its perturbation, in a worker's steps and in their average, before
 * anything is trained.
 *
 * @param followsTheLoss whether the rate is only where it starts from
 * @param rounds of the whole run, at the rates that are shown
 * @param moments evenly spread over the run, the first and the last step included
 */
public record SchedulePreview(
    String name, int stepsPerEpoch, boolean followsTheLoss, int rounds, List<Moment> moments) {
  private static final int MOST_MOMENTS = 2000;

  /**
   * The learning rate and the perturbation of the run that a configuration describes.
   *
   * @param stepsPerEpoch local steps of an epoch; counted in the data where it is absent
   * @throws UsageException if the configuration does not go with its data
   * @throws org.leap.jobs.formats.BadDataException if the data is needed and cannot be used
   */
  public static SchedulePreview of(RunConfig config, OptionalInt stepsPerEpoch) {
    if (config.schedule() instanceof ScheduleConfig.OfNetwork) {
      throw new UsageException(
          "the learning rate of a network from a file is its own: there is no schedule to show");
    }
    Optional<ChunkLayout> layout =
        stepsPerEpoch.isPresent()
            ? Optional.empty()
            : Optional.of(
                Plan.layout(
                    config.training(), DataSet.open(config.data(), SparkApplication.hadoop())));
    int perEpoch = layout.map(ChunkLayout::stepsPerEpoch).orElseGet(stepsPerEpoch::getAsInt);
    int steps = Plan.steps(config.training(), perEpoch);
    Rounds rounds;
    try {
      Clock clock = new Clock(perEpoch, steps);
      rounds = new Rounds(config, layout, clock, config.schedule().at(clock));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    List<Moment> moments = new ArrayList<>();
    int stride = (steps + MOST_MOMENTS - 1) / MOST_MOMENTS;
    for (long step = 0; step < steps - 1L; step += stride) {
      moments.add(rounds.moment((int) step));
    }
    moments.add(rounds.moment(steps - 1));
    return new SchedulePreview(
        config.name(),
        perEpoch,
        config.schedule().followsTheLoss(),
        rounds.end.rounds(),
        List.copyOf(moments));
  }

  /**
   * The learning rate of a step and the round that trains it.
   *
   * @param roundSteps local steps of that round
   */
  public record Moment(RatePoint rate, int roundSteps) {}

  /** The rounds of a run, one after the other. */
  private static final class Rounds {
    private final TrainingPlan plan;
    private final Clock clock;
    private final ISchedule schedule;
    private final Optional<ChunkLayout> layout;
    private final Optional<Perturbation> perturbation;
    private final Timetable timetable;
    private final int[] equal;
    private Timetable.Position begin = Timetable.Position.START;
    private Timetable.Position end;

    Rounds(RunConfig config, Optional<ChunkLayout> layout, Clock clock, ISchedule schedule) {
      this.plan = Plan.training(config, clock);
      this.clock = clock;
      this.schedule = schedule;
      this.layout = layout;
      this.perturbation =
          config.perturbation().isOff()
              ? Optional.empty()
              : Optional.of(config.perturbation().over(clock.steps()));
      this.timetable =
          new Timetable(
              clock.stepsPerEpoch(),
              config.data() instanceof DataConfig.OfGraph
                  || layout.filter(ChunkLayout::roundsSpanEpochs).isPresent(),
              plan,
              TrainedBefore.NOTHING,
              schedule::valueAt);
      this.end = timetable.next(begin, 1);
      this.equal = new int[config.training().workers()];
      Arrays.fill(equal, 1);
    }

    /**
     * Of a step that is not before the last that was asked for. Where the data are not known, as if
     * all workers had as much of them.
     */
    Moment moment(int step) {
      while (end.step() <= step) {
        begin = end;
        end = timetable.next(begin, 1);
      }
      SigmaFactors factors =
          layout
              .map(known -> plan.sigmaFactors(begin, end, known))
              .orElseGet(() -> plan.sigmaFactors(equal));
      int epoch = step / clock.stepsPerEpoch();
      RoundReport.Rate rate =
          RoundReport.Rate.of(schedule.valueAt(step, epoch), perturbation, step, factors);
      return new Moment(RatePoint.of(step, epoch + 1, rate), end.step() - begin.step());
    }
  }

  /** A PNG image of the rate with the bands of a worker's steps and of their average. */
  public byte[] png() {
    return PngImage.ofSchedule(name, moments.stream().map(Moment::rate).toList());
  }

  /**
   * A table with a header: step, epoch, rate, sigma of a worker's steps and the rates that are one
   * and two of it away, steps of the round, and sigma of the average.
   */
  public String csv() {
    StringBuilder csv =
        new StringBuilder(
            "step,epoch,learningRate,sigma,minus2,minus1,plus1,plus2,roundSteps,sigmaEffective\n");
    for (Moment at : moments) {
      RatePoint moment = at.rate();
      csv.append(moment.step()).append(',').append(moment.epoch());
      csv.append(',').append(moment.learningRate()).append(',').append(moment.sigma());
      for (int deviations : new int[] {-2, -1, 1, 2}) {
        csv.append(',').append(moment.edge(deviations));
      }
      csv.append(',').append(at.roundSteps());
      csv.append(',').append(moment.effectiveSigma()).append('\n');
    }
    return csv.toString();
  }
}
