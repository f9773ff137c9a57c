package org.leap.jobs.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.spark.engine.ReductionChoice;

/**
 * What a process of driver and executors holds after so many rounds.
 *
 * @param round rounds done
 * @param heapMb on the heap, after a full collection
 * @param residentMb of the whole process, ND4J's arrays off the heap included; 0 where the
 *     operating system does not say
 * @param threads alive
 * @param blocks of Spark's block manager: cached chunks and broadcasts
 * @param localFiles in Spark's local folders: shuffle files and spilled blocks
 */
public record MemoryFigures(
    int round, double heapMb, double residentMb, int threads, int blocks, long localFiles) {
  private static final int WORKERS = 4;
  private static final int BATCH_SIZE = 4;

  /**
   * Trains 4 workers on 2 slots, one small minibatch of each a round, with Adam.
   *
   * @param rounds of the run
   * @param every rounds between two samples
   */
  public static List<MemoryFigures> measure(ReductionChoice reduction, int rounds, int every) {
    List<MemoryFigures> samples = new ArrayList<>();
    try (JavaSparkContext spark = OurEngine.spark(2);
        OurEngine engine =
            new OurEngine(
                spark,
                BenchModel.MLP.blueprint(BenchOptimizer.ADAM.updater()),
                reduction,
                new Load(BenchModel.MLP, WORKERS, 1, BATCH_SIZE, rounds - OurEngine.UNTIMED))) {
      engine.train(
          (round, state, evaluationDue) -> {
            if ((round.round() + 1) % every == 0) {
              samples.add(sample(round.round() + 1));
            }
          });
    }
    return samples;
  }

  private static MemoryFigures sample(int round) {
    ResidentSample.Holding process = ResidentSample.Holding.ofThisProcess();
    return new MemoryFigures(
        round,
        process.heap(),
        process.resident(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        SparkEnv.get().blockManager().blockInfoManager().size(),
        filesOfSpark());
  }

  private static long filesOfSpark() {
    return Arrays.stream(SparkEnv.get().blockManager().diskBlockManager().localDirs())
        .mapToLong(folder -> FileUtils.listFiles(folder, null, true).size())
        .sum();
  }
}
