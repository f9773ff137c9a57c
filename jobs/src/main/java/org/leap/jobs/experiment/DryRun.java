package org.leap.jobs.experiment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.ConfigException;
import org.leap.jobs.config.ExperimentPlan;
import org.leap.jobs.config.RunConfig;
import org.leap.jobs.plan.Cost;
import org.leap.jobs.process.SparkApplication;

/**
 * What an experiment would train, and an estimate of its time from a few rounds of every network.
 * Runs of a search are not part of it: which they are depends on results.
 *
 * @param runs names of the runs in order, each with its part of the time
 * @param seconds of all of them, side by side where there is room
 */
public record DryRun(
    List<String> axes, List<Row> rows, int runs, int parallel, double seconds, boolean search) {

  /**
   * One line of the table: a cell and its cost.
   *
   * @param secondsPerRun of the run with LEAP
   */
  public record Row(List<String> labels, double sigma, int steps, double secondsPerRun) {}

  /** Trains a few rounds of every network of a plan, in a Spark application of its own. */
  public static DryRun of(ExperimentPlan plan) throws IOException, ConfigException {
    try (JavaSparkContext spark = SparkApplication.startShared(plan.name())) {
      return of(plan, spark);
    }
  }

  private static DryRun of(ExperimentPlan plan, JavaSparkContext spark)
      throws IOException, ConfigException {
    List<PlannedRun> planned = new RunList(plan).all(Map.of());
    Map<String, Cost> trials = new HashMap<>();
    Map<String, Cost.Length> lengths = new HashMap<>();
    Map<String, Double> seconds = new LinkedHashMap<>();
    Map<Integer, Row> rows = new LinkedHashMap<>();
    for (PlannedRun run : planned) {
      RunConfig config = run.resolved().config();
      String network = cost(config);
      if (!trials.containsKey(network)) {
        System.err.println("measuring " + run.name());
        trials.put(network, Cost.measure(config, spark));
      }
      String extent = network + config.training().length();
      if (!lengths.containsKey(extent)) {
        lengths.put(extent, Cost.Length.of(config, spark));
      }
      double estimate = trials.get(network).seconds(lengths.get(extent));
      seconds.put(run.name(), estimate);
      if (run.leap()) {
        rows.putIfAbsent(
            run.cell().index(),
            new Row(
                List.copyOf(run.cell().labels().values()),
                config.perturbation().sigma(),
                lengths.get(extent).steps(),
                estimate));
      }
    }
    int parallel = ExperimentRun.parallel(plan, spark);
    double sum = seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    return new DryRun(
        List.copyOf(plan.cells().get(0).labels().keySet()),
        new ArrayList<>(rows.values()),
        seconds.size(),
        parallel,
        sum / Math.min(parallel, seconds.size()),
        plan.config().search().isPresent());
  }

  /** Runs that differ in nothing else cost the same per step. */
  private static String cost(RunConfig config) {
    return config
        .resultKey()
        .lines()
        .filter(
            line ->
                !line.startsWith("seed=")
                    && !line.startsWith("schedule")
                    && !line.startsWith("perturbation")
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
