package org.leap.jobs.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.leap.core.Perturbation;
import org.leap.jobs.config.PerturbationConfig;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.config.ScheduleConfig;
import org.leap.jobs.datasets.DataSets;
import org.leap.jobs.model.LearningRates;
import org.leap.jobs.model.Perturbations;
import org.leap.jobs.process.UsageException;
import org.leap.jobs.report.RoundPoint;
import org.leap.jobs.report.SchedulePlot;
import org.nd4j.linalg.schedule.ISchedule;

/**
 * The learning rate of a run and the perturbation of a worker's steps, before anything is trained.
 *
 * @param followsTheLoss whether the rate is only where it starts from
 * @param moments evenly spread over the run, the first and the last step included
 */
public record SchedulePreview(
    String name, int stepsPerEpoch, boolean followsTheLoss, List<RoundPoint> moments) {
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
    int perEpoch =
        stepsPerEpoch.isPresent()
            ? stepsPerEpoch.getAsInt()
            : Plan.layout(config.training(), DataSets.open(config.data(), new Configuration()))
                .stepsPerEpoch();
    int steps = Plan.steps(config.training(), perEpoch);
    ISchedule rate;
    try {
      rate = LearningRates.of(config.schedule(), perEpoch, steps);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    List<RoundPoint> moments = new ArrayList<>();
    int stride = (steps + MOST_MOMENTS - 1) / MOST_MOMENTS;
    for (long step = 0; step < steps - 1L; step += stride) {
      moments.add(moment(config, rate, steps, (int) step, perEpoch));
    }
    moments.add(moment(config, rate, steps, steps - 1, perEpoch));
    return new SchedulePreview(
        config.name(), perEpoch, Plan.plateau(config.schedule()).isPresent(), List.copyOf(moments));
  }

  private static RoundPoint moment(
      RunConfig config, ISchedule schedule, int steps, int step, int stepsPerEpoch) {
    int epoch = step / stepsPerEpoch;
    double rate = schedule.valueAt(step, epoch);
    double sigma = relativeSigma(config, steps, step, rate);
    return new RoundPoint(0, epoch + 1, step, Double.NaN, rate, sigma, 0, 0);
  }

  private static double relativeSigma(RunConfig config, int steps, int step, double rate) {
    PerturbationConfig block = config.perturbation();
    if (block.isOff()) {
      return 0;
    }
    Perturbation perturbation = Perturbations.of(block, steps);
    double sigma =
        perturbation.sigmaAt(step)
            * (block.compensation() == PerturbationConfig.Compensation.FULL
                ? Math.sqrt(config.training().workers())
                : 1);
    if (perturbation.mode() == Perturbation.Mode.ABSOLUTE) {
      return rate == 0 ? 0 : sigma / rate;
    }
    return sigma;
  }

  /** A PNG image of the rate with bands of one and two standard deviations. */
  public byte[] png() {
    return SchedulePlot.png(name, moments);
  }

  /** A table with a header: step, epoch, rate, and the edges of both bands. */
  public String csv() {
    StringBuilder csv =
        new StringBuilder("step,epoch,learningRate,sigma,minus2,minus1,plus1,plus2\n");
    for (RoundPoint moment : moments) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%d,%d,%s,%s,%s,%s,%s,%s%n",
              moment.step(),
              moment.epoch(),
              moment.learningRate(),
              moment.sigma(),
              edge(moment, -2),
              edge(moment, -1),
              edge(moment, 1),
              edge(moment, 2)));
    }
    return csv.toString().replace(System.lineSeparator(), "\n");
  }

  /** The rate, a number of standard deviations away. */
  public static double edge(RoundPoint moment, int deviations) {
    return moment.learningRate() * (1 + deviations * moment.sigma());
  }
}
