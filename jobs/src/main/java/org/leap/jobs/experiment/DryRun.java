package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.config.ExperimentPlan.Arm;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.plan.Cost;
import org.leap.jobs.process.SparkApplication;

/**
 * What an experiment would train, and an estimate of its time from a few rounds of every network.
 * Those of a search count in the time alone: which they are depends on results.
 *
 * @param runs names of the runs in order, each with its part of the time
 * @param seconds of all of them, side by side where there is room
 * @param sensitivity what differences the seeds will show, by the pairs that are trained already: a
 *     header and lines, or nothing
 */
public record DryRun(
    List<String> axes,
    List<Row> rows,
    int runs,
    int parallel,
    double seconds,
    boolean search,
    List<List<String>> sensitivity) {

  /**
   * One line of the table: a cell and its cost.
   *
   * @param secondsPerRun of the run with LEAP
   */
  public record Row(List<String> labels, double sigma, int steps, double secondsPerRun) {}

  /**
   * Trains a few rounds of every network of a plan, in a Spark application of its own.
   *
   * @param location of the experiment's folder, which may hold some of its runs
   */
  public static DryRun of(ExperimentPlan plan, String location)
      throws IOException, ConfigException {
    try (JavaSparkContext spark = SparkApplication.startShared(plan.name())) {
      return of(plan, Pilot.in(location, plan).map(Pilot::table).orElse(List.of()), spark);
    }
  }

  private static DryRun of(
      ExperimentPlan plan, List<List<String>> sensitivity, JavaSparkContext spark)
      throws IOException, ConfigException {
    RunList list = new RunList(plan);
    List<PlannedRun> planned = new ArrayList<>(list.all(TunedValues.NONE));
    // Where those end that follow others is not known: at most where their own length does.
    planned.addAll(
        list.following(planned, TunedValues.NONE, run -> Optional.of(Double.MIN_NORMAL)));
    Estimates estimates = new Estimates(spark);
    Map<String, Double> seconds = new LinkedHashMap<>();
    Map<Integer, Row> rows = new LinkedHashMap<>();
    for (PlannedRun run : planned) {
      double estimate = estimates.seconds(run);
      seconds.put(run.name(), estimate);
      if (run.arm().equals(Arm.LEAP)) {
        rows.putIfAbsent(
            run.cell().index(),
            new Row(
                List.copyOf(run.cell().labels().values()),
                run.resolved().config().perturbation().sigma(),
                estimates.length(run.resolved().config()).steps(),
                estimate));
      }
    }
    double sum = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    if (plan.config().search().isPresent()) {
      sum += new SearchRounds(plan, plan.config().search().get(), list).seconds(estimates::seconds);
    }
    int parallel = ExperimentRun.parallel(plan, spark);
    return new DryRun(
        List.copyOf(plan.cells().get(0).labels().keySet()),
        new ArrayList<>(rows.values()),
        seconds.size(),
        parallel,
        sum / Math.min(parallel, seconds.size()),
        plan.config().search().isPresent(),
        sensitivity);
  }

  /** Measures every network once. */
  private static final class Estimates {
    private final JavaSparkContext spark;
    private final Map<String, Cost> trials = new HashMap<>();
    private final Map<String, Cost.Length> lengths = new HashMap<>();

    Estimates(JavaSparkContext spark) {
      this.spark = spark;
    }

    double seconds(PlannedRun run) throws IOException, ConfigException {
      RunConfig config = run.resolved().config();
      String network = cost(config);
      if (!trials.containsKey(network)) {
        System.err.println("measuring " + run.name());
        trials.put(network, Cost.measure(config, spark));
      }
      return trials.get(network).seconds(length(config));
    }

    Cost.Length length(RunConfig config) throws IOException, ConfigException {
      String extent = cost(config) + config.training().length();
      if (!lengths.containsKey(extent)) {
        lengths.put(extent, Cost.Length.of(config, spark));
      }
      return lengths.get(extent);
    }
  }

  /** Runs that differ in nothing else cost the same per step. */
  private static String cost(RunConfig config) {
    return config
        .resultKey()
        .lines()
        .filter(
            line ->
                !line.startsWith("seed=")
                    && !line.startsWith("data.options.seed=")
                    && !line.startsWith("data.options.labelNoise=")
                    && !line.startsWith("schedule")
                    && !line.startsWith("perturbation")
                    && !line.startsWith(ExperimentPlan.STOP_AT_LOSS)
                    && !line.startsWith("training.length"))
        .collect(Collectors.joining("\n"));
  }

  /** A header and a line for every cell. */
  public List<List<String>> table() {
    List<List<String>> lines = new ArrayList<>();
    List<String> header = new ArrayList<>(axes);
    header.addAll(List.of("sigma", "steps", "seconds a run"));
    lines.add(header);
    for (Row row : rows) {
      List<String> line = new ArrayList<>(row.labels());
      line.add(search ? "tuned" : Double.toString(row.sigma()));
      line.add(Integer.toString(row.steps()));
      line.add(String.format(Locale.ROOT, "%.1f", row.secondsPerRun()));
      lines.add(line);
    }
    return lines;
  }
}
