package org.leap.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.cluster.LocalCluster;
import org.leap.jobs.cluster.SparkPrograms;
import org.leap.jobs.process.Interruption;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.ReductionChoice;

/**
 * Parameter averaging of the network 784-1000-1000-10 with SGD, on executors of their own: a
 * standalone cluster on this machine, one executor of one core a worker, this process the driver.
 * With fewer cores than workers it shows what a round costs, not how training speeds up.
 *
 * @param cores of this machine
 * @param stateBytes of what is averaged
 * @param rows by workers, each once averaged directly and once in slices
 * @param projection what it comes to on 64 machines; null where it cannot be told
 */
public record ScalingFigures(
    int cores,
    int averagingFrequency,
    int batchSize,
    long stateBytes,
    List<ScalingRow> rows,
    ScalingProjection projection) {
  private static final long STATE_BYTES = (long) Float.BYTES * RoundFigures.PARAMETERS;
  private static final List<ReductionChoice> REDUCTIONS =
      List.of(ReductionChoice.DIRECT, ReductionChoice.SLICED);

  /** Rounds of lone workers before and after. */
  private static final int LONE_ROUNDS = 5;

  /**
   * Starts a cluster, measures, and ends it.
   *
   * @throws IOException if the cluster does not start
   */
  public static ScalingFigures measure(ScalingSetting setting) throws IOException {
    Path work = Files.createTempDirectory("leap-scaling-");
    int most = setting.workers().stream().mapToInt(count -> count).max().orElseThrow();
    LocalCluster.Workers kind = new LocalCluster.Workers(most, most + "g", List.of());
    Interruption interruption = Interruption.register();
    interruption.endsAtOnce(() -> FileUtils.deleteQuietly(work.toFile()));
    try (LocalCluster cluster =
        LocalCluster.start(
            SparkPrograms.ofThisProgram(work.resolve("spark")),
            Files.createDirectories(work.resolve("cluster")),
            kind,
            List.of("127.0.0.1"))) {
      List<ScalingRow> rows = new ArrayList<>();
      for (int workers : setting.workers()) {
        rows.addAll(rows(setting, workers, cluster));
      }
      return new ScalingFigures(
          Runtime.getRuntime().availableProcessors(),
          setting.averagingFrequency(),
          setting.batchSize(),
          STATE_BYTES,
          rows,
          ScalingProjection.of(rows, STATE_BYTES).orElse(null));
    } finally {
      FileUtils.deleteQuietly(work.toFile());
      interruption.close();
    }
  }

  private static List<ScalingRow> rows(ScalingSetting setting, int workers, LocalCluster cluster) {
    NetworkBlueprint blueprint = BenchModel.MLP.blueprint(BenchOptimizer.SGD.updater());
    int cores = Runtime.getRuntime().availableProcessors();
    Load load = setting.load(workers);
    Load alone =
        new Load(
            BenchModel.MLP,
            Math.min(workers, cores),
            load.averagingFrequency(),
            load.batchSize(),
            LONE_ROUNDS * load.averagingFrequency());
    try (JavaSparkContext spark = new JavaSparkContext(conf(cluster.applicationSettings(workers)));
        LoneWorkers lone = new LoneWorkers(blueprint, alone)) {
      TaskTimes tasks = new TaskTimes();
      spark.sc().addSparkListener(tasks);
      lone.examplesPerSecond();
      double before = lone.examplesPerSecond();
      List<ScalingClock> clocks = new ArrayList<>();
      for (ReductionChoice reduction : REDUCTIONS) {
        clocks.add(timed(setting, spark, blueprint, reduction, load, tasks));
      }
      double ideal = alone.workers() * (before + lone.examplesPerSecond()) / 2;
      List<ScalingRow> rows = new ArrayList<>();
      for (int i = 0; i < clocks.size(); i++) {
        rows.add(clocks.get(i).row(REDUCTIONS.get(i), workers, ideal));
      }
      return rows;
    }
  }

  private static ScalingClock timed(
      ScalingSetting setting,
      JavaSparkContext spark,
      NetworkBlueprint blueprint,
      ReductionChoice reduction,
      Load load,
      TaskTimes tasks) {
    ScalingClock clock = new ScalingClock(setting, spark, load.workers(), tasks);
    try (OurEngine engine =
        new OurEngine(spark, blueprint, reduction, load, load.ofRounds(1).minibatches(1))) {
      engine.train(clock);
      clock.finished();
    }
    return clock;
  }

  private static SparkConf conf(Map<String, String> settings) {
    SparkConf conf = new SparkConf(false).setAppName("leap bench");
    settings.forEach(conf::set);
    return conf.set("spark.executor.memory", "512m");
  }
}
