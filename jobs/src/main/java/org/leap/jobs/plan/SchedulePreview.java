package org.leap.jobs.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.leap.core.Perturbation;
import org.leap.core.SigmaFactors;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.config.ScheduleConfig;
import org.leap.jobs.config.Span.Clock;
import org.leap.jobs.datasets.DataSet;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.report.PngImage;
import org.leap.jobs.report.RatePoint;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.TrainingPlan;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * The learning rate of a run and the perturbation of a worker's steps, before anything is trained.
 *
 * @param followsTheLoss whether the rate is only where it starts from
 * @param moments evenly spread over the run, the first and the last step included
 */
public record SchedulePreview(
    String name, int stepsPerEpoch, boolean followsTheLoss, List<RatePoint> moments) {
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
                Plan.layout(config.training(), DataSet.open(config.data(), new Configuration())));
    int perEpoch = layout.map(ChunkLayout::stepsPerEpoch).orElseGet(stepsPerEpoch::getAsInt);
    int steps = Plan.steps(config.training(), perEpoch);
    ISchedule rate;
    try {
      rate = config.schedule().at(new Clock(perEpoch, steps));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    IntFunction<RatePoint> moment = moment(config, layout, steps, rate, perEpoch);
    List<RatePoint> moments = new ArrayList<>();
    int stride = (steps + MOST_MOMENTS - 1) / MOST_MOMENTS;
    for (long step = 0; step < steps - 1L; step += stride) {
      moments.add(moment.apply((int) step));
    }
    moments.add(moment.apply(steps - 1));
    return new SchedulePreview(
        config.name(), perEpoch, config.schedule().followsTheLoss(), List.copyOf(moments));
  }

  /** By step; where the data are not known, as if all workers had as much of them. */
  private static IntFunction<RatePoint> moment(
      RunConfig config,
      Optional<ChunkLayout> layout,
      int steps,
      ISchedule schedule,
      int stepsPerEpoch) {
    Optional<Perturbation> perturbation =
        config.perturbation().isOff()
            ? Optional.empty()
            : Optional.of(config.perturbation().over(steps));
    TrainingPlan plan = Plan.training(config, steps);
    int[] equal = new int[config.training().workers()];
    Arrays.fill(equal, 1);
    return step -> {
      SigmaFactors factors =
          layout
              .map(known -> plan.sigmaFactorsAt(step, known))
              .orElseGet(() -> plan.sigmaFactors(equal));
      int epoch = step / stepsPerEpoch;
      RoundReport.Rate rate =
          RoundReport.Rate.of(schedule.valueAt(step, epoch), perturbation, step, factors);
      return new RatePoint(step, epoch + 1, rate.learningRate(), rate.sigma());
    };
  }

  /** A PNG image of the rate with bands of one and two standard deviations. */
  public byte[] png() {
    return PngImage.ofSchedule(name, moments);
  }

  /** A table with a header: step, epoch, rate, and the edges of both bands. */
  public String csv() {
    StringBuilder csv =
        new StringBuilder("step,epoch,learningRate,sigma,minus2,minus1,plus1,plus2\n");
    for (RatePoint moment : moments) {
      csv.append(moment.step()).append(',').append(moment.epoch());
      csv.append(',').append(moment.learningRate()).append(',').append(moment.sigma());
      for (int deviations : new int[] {-2, -1, 1, 2}) {
        csv.append(',').append(moment.edge(deviations));
      }
      csv.append('\n');
    }
    return csv.toString();
  }
}
