package org.leap.jobs.bench;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.process.SparkApplication;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkedData;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.engine.AveragingTrainer;
import org.leap.spark.engine.NetworkBlueprint;
import org.leap.spark.engine.NetworkState;
import org.leap.spark.engine.ReductionChoice;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RoundTiming;
import org.leap.spark.engine.RunListener;
import org.leap.spark.engine.TrainingPlan;

/** The averaging engine on synthetic data, a few rounds at a time. */
final class OurEngine implements AutoCloseable {
  private static final int SEED = 42;

  /** Rounds in which replicas are built and chunks are read. */
  static final int UNTIMED = 2;

  private final NetworkBlueprint blueprint;
  private final InMemoryChunks chunks;
  private final ChunkedData data;
  private final TrainingPlan plan;
  private final NetworkState start;

  /** What one turn measured: the time of a round outside training is a median. */
  record Turn(double examplesPerSecond, double roundOverheadMs) {}

  /** The load is timed in one turn. */
  OurEngine(
      JavaSparkContext spark, NetworkBlueprint blueprint, ReductionChoice reduction, Load load) {
    this(spark, blueprint, reduction, load, load.minibatches(UNTIMED));
  }

  /**
   * The same on a data set of any size, for long runs.
   *
   * @param minibatches of an epoch, over all workers
   */
  OurEngine(
      JavaSparkContext spark,
      NetworkBlueprint blueprint,
      ReductionChoice reduction,
      Load load,
      int minibatches) {
    this.blueprint = blueprint;
    SyntheticData examples =
        new SyntheticData(load.model().shape(), minibatches * load.batchSize(), SEED);
    ChunkLayout layout = examples.layout(load.workers(), load.batchSize());
    chunks = InMemoryChunks.shuffled(spark, load.model().shape(), examples, layout, SEED);
    data = examples.chunked(spark, chunks, layout);
    plan =
        new TrainingPlan(
            SEED,
            (UNTIMED + load.rounds()) * load.averagingFrequency(),
            new TrainingPlan.Averaging(load.averagingFrequency(), true, reduction));
    start = AveragingTrainer.initialState(blueprint);
  }

  /** Spark in this process, with so many tasks side by side. */
  static JavaSparkContext spark(int slots) {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("local[" + slots + "]")
            .setAppName("leap bench")
            // DL4J needs it, or its arrays do not travel; ours does not care.
            .set("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .set("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator")
            .set("spark.kryoserializer.buffer.max", "512m");
    SparkApplication.stayOnThisMachine(conf);
    return new JavaSparkContext(conf);
  }

  Turn train() {
    Clock clock = new Clock();
    train(clock);
    return new Turn(
        clock.examples * 1e9 / (clock.end - clock.begin),
        Turns.median(clock.overheadMs.stream().mapToDouble(ms -> ms).toArray()));
  }

  void train(RunListener listener) {
    new AveragingTrainer(blueprint, data, plan).train(start, 0, listener);
  }

  @Override
  public void close() {
    chunks.close();
  }

  /** Wall time from round to round, so that nothing between them is forgotten. */
  private static final class Clock implements RunListener {
    private final List<Double> overheadMs = new ArrayList<>();
    private long begin;
    private long end;
    private long examples;

    @Override
    public void roundFinished(RoundReport round, NetworkState state, boolean evaluationDue) {
      long now = System.nanoTime();
      if (round.round() <= UNTIMED) {
        begin = now;
        return;
      }
      end = now;
      examples += round.examples();
      RoundTiming timing = round.timing();
      overheadMs.add(1e3 * (timing.total() - timing.compute() - timing.perturb()));
    }
  }
}
