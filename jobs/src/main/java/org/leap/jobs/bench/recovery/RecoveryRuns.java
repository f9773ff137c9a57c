package org.leap.jobs.bench.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.io.FileUtils;
import org.leap.jobs.cluster.LeapProcess;
import org.leap.jobs.cluster.LocalCluster;
import org.leap.jobs.cluster.SparkPrograms;
import org.leap.jobs.process.Interruption;

/** One training on a cluster of this machine, over and over, in a temporary folder. */
final class RecoveryRuns implements AutoCloseable {
  private static final int EDGE = 28;
  private static final int TRAIN = 51_200;
  private static final int TEST = 1_000;

  /** Rounds to size the run by, and how many of them find everything warm. */
  private static final int SAMPLE = 60;

  private static final int WARM = 30;

  private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2");

  private final RecoverySetting setting;
  private final Path work;
  private final Interruption interruption;
  private LocalCluster cluster;

  /** The last that was started; a signal ends it too. */
  private LeapProcess driver;

  private boolean ended;

  private RecoveryRuns(RecoverySetting setting, Path work) {
    this.setting = setting;
    this.work = work;
    this.interruption = Interruption.register();
    interruption.endsAtOnce(this::end);
  }

  /** Writes the data and starts a master and two workers. */
  static RecoveryRuns start(RecoverySetting setting) throws IOException {
    RecoveryRuns runs = new RecoveryRuns(setting, Files.createTempDirectory("leap-recovery-"));
    try {
      runs.writeSet("train", TRAIN);
      runs.writeSet("test", TEST);
      SparkPrograms programs = SparkPrograms.ofThisProgram(runs.work.resolve("spark"));
      runs.cluster =
          LocalCluster.start(
              programs,
              Files.createDirectories(runs.work.resolve("cluster")),
              new LocalCluster.Workers(1, "16g", List.of()),
              HOSTS);
      return runs;
    } catch (IOException | RuntimeException | Error e) {
      runs.close();
      throw e;
    }
  }

  /** How many rounds take about so long, by some that are trained to find out. */
  int roundsOf(Duration length) throws IOException {
    train("sample", SAMPLE, Double.POSITIVE_INFINITY);
    double seconds =
        median(folder("sample").all().subList(SAMPLE - WARM, SAMPLE).stream().toList());
    return Math.max(1, (int) Math.round(length.toMillis() / 1e3 / seconds));
  }

  /** Trains one run to its end, however often its processes die. */
  RunRecord train(String name, int rounds, double meanSecondsBetweenKills) throws IOException {
    Path config = work.resolve(name + ".yaml");
    Files.write(config, configuration(rounds));
    RunFolder folder = folder(name);
    KillPlan plan =
        new KillPlan(
            setting.seed() ^ Double.hashCode(meanSecondsBetweenKills),
            meanSecondsBetweenKills,
            setting.mostKills());
    Supervisor supervisor =
        new Supervisor(() -> driver(config, folder), cluster, plan, folder, limit(rounds));
    double seconds = supervisor.run();
    List<JsonNode> all = folder.all();
    return new RunRecord(
        seconds,
        folder.status().path("paramsSha256").asText(),
        all.stream().mapToLong(round -> round.path("examples").asLong()).sum(),
        median(all),
        supervisor.hits(),
        supervisor.timeline(),
        supervisor.gaveUp());
  }

  /** Far more than any run needs that makes headway at all. */
  private static Duration limit(int rounds) {
    return Duration.ofMinutes(15).plusSeconds(10L * rounds);
  }

  private static double median(List<JsonNode> rounds) {
    double[] seconds =
        rounds.stream().mapToDouble(round -> round.path("seconds").asDouble()).sorted().toArray();
    return seconds[seconds.length / 2];
  }

  private RunFolder folder(String name) {
    return new RunFolder(work.resolve("runs").resolve(name));
  }

  private synchronized LeapProcess driver(Path config, RunFolder folder) throws IOException {
    if (ended) {
      throw new IOException("the benchmark in " + work + " has ended: no driver is started");
    }
    Map<String, String> conf = new HashMap<>(cluster.applicationSettings(HOSTS.size()));
    conf.put("spark.executor.memory", "768m");
    List<String> options = new ArrayList<>(List.of("-Xmx1g"));
    options.addAll(SparkPrograms.trainingOptions());
    driver =
        LeapProcess.start(
            List.of(),
            work,
            options,
            conf,
            SparkPrograms.thisClassPath(),
            List.of("train", config.toString(), "--run-dir", folder.path().toString(), "--resume"));
    return driver;
  }

  private List<String> configuration(int rounds) {
    return List.of(
        "name: recovery",
        "seed: 42",
        "data:",
        "  format: idx",
        "  train: {images: train-images, labels: train-labels}",
        "  test: {images: test-images, labels: test-labels}",
        "model: {name: mlp, hidden: [1000, 1000]}",
        "optimizer: {name: sgd}",
        "schedule: {name: constant, learningRate: 0.01}",
        "perturbation: {sigma: 0.1}",
        "training: {steps: %s, batchSize: %s, workers: %s, averagingFrequency: %s}"
            .formatted(
                rounds * RecoverySetting.AVERAGING_FREQUENCY,
                RecoverySetting.BATCH_SIZE,
                RecoverySetting.WORKERS,
                RecoverySetting.AVERAGING_FREQUENCY),
        "checkpoint: {everyRounds: %s}".formatted(setting.roundsPerCheckpoint()));
  }

  /** IDX files of random pixels and labels: how long a step takes does not depend on them. */
  private void writeSet(String name, int count) throws IOException {
    SplittableRandom random = new SplittableRandom(count);
    ByteBuffer images = ByteBuffer.allocate(16 + count * EDGE * EDGE);
    images.putInt(0x803).putInt(count).putInt(EDGE).putInt(EDGE);
    byte[] pixels = new byte[count * EDGE * EDGE];
    random.nextBytes(pixels);
    Files.write(work.resolve(name + "-images"), images.put(pixels).array());
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    labels.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i < 10 ? i : random.nextInt(10)));
    }
    Files.write(work.resolve(name + "-labels"), labels.array());
  }

  private synchronized void end() {
    ended = true;
    if (driver != null) {
      driver.kill();
    }
    if (cluster != null) {
      cluster.end();
    }
    FileUtils.deleteQuietly(work.toFile());
  }

  @Override
  public void close() {
    end();
    interruption.close();
  }
}
