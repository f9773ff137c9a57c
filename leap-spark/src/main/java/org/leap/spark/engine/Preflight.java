package org.leap.spark.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.network.util.JavaUtils;
import org.bytedeco.javacpp.Pointer;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.gpu.TaskDevice;

/** Checks before anything is trained whether cluster and run fit each other. */
public final class Preflight {
  /** Share of a limit above which a run is likely to fail. */
  private static final double CROWDED = 0.8;

  private static final Pattern MAX_BYTES =
      Pattern.compile("-Dorg\\.bytedeco\\.javacpp\\.maxbytes=(\\d+[kmgtKMGT]?)\\b");

  /**
   * Errors and warnings that were found.
   *
   * @param errors why the run cannot work, and what to change
   * @param warnings what will make it slow or fragile, and what to change
   */
  public record Findings(List<String> errors, List<String> warnings) {
    public Findings {
      errors = List.copyOf(errors);
      warnings = List.copyOf(warnings);
    }
  }

  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private Preflight() {}

  /**
   * Checks, before anything is trained, whether the cluster has the memory and slots for a run.
   *
   * @param state of the network
   * @param replicaBytes what one replica takes outside the heap, estimated
   */
  public static Findings check(
      SparkContext spark,
      ChunkLayout layout,
      TrainingPlan plan,
      NetworkState state,
      long replicaBytes) {
    Preflight preflight = new Preflight();
    preflight.threads(spark, plan);
    preflight.replicas(spark, layout, replicaBytes);
    preflight.averaging(spark, layout, plan, state);
    preflight.cluster(spark, layout);
    return new Findings(preflight.errors, preflight.warnings);
  }

  private void threads(SparkContext spark, TrainingPlan plan) {
    int threads = plan.hardware().threadsPerWorker();
    int slots = TaskSlots.ofOneProcess(spark);
    int cores = spark.getConf().getInt("spark.task.cpus", 1);
    int processors = Runtime.getRuntime().availableProcessors();
    if (!spark.isLocal() && threads > cores) {
      warnings.add(
          "training.threadsPerWorker is %s, but a task has %s cores: set spark.task.cpus to %s"
              .formatted(threads, cores, threads));
    }
    if (spark.isLocal() && (long) slots * threads > processors) {
      warnings.add(
          "%s workers at a time with %s threads each share %s processors: lower training.threadsPerWorker or N in --master local[N]"
              .formatted(slots, threads, processors));
    }
  }

  private void replicas(SparkContext spark, ChunkLayout layout, long replicaBytes) {
    int replicas = Math.min(TaskSlots.ofOneProcess(spark), layout.workers());
    long limit = offHeapLimit(spark);
    long need = replicas * replicaBytes;
    String what =
        "%s replicas of about %s in one process exceed what it may take outside the heap, %s"
            .formatted(replicas, size(replicaBytes), size(limit));
    String remedy =
        spark.isLocal()
            ? ": raise LEAP_MEMORY, or lower training.batchSize or N in --master local[N]"
            : ": raise -Dorg.bytedeco.javacpp.maxbytes and maxphysicalbytes in spark.executor.extraJavaOptions, and spark.executor.memoryOverhead with them, or lower training.batchSize or spark.executor.cores";
    if (limit > 0) {
      judge(need, limit, what + remedy, what.replace("exceed", "come near") + remedy);
    }
  }

  /** JavaCPP's limit: as set, or as large as the heap. */
  private static long offHeapLimit(SparkContext spark) {
    if (spark.isLocal()) {
      return Pointer.maxBytes();
    }
    Matcher limit = MAX_BYTES.matcher(spark.getConf().get("spark.executor.extraJavaOptions", ""));
    return limit.find()
        ? JavaUtils.byteStringAsBytes(limit.group(1))
        : spark.getConf().getSizeAsBytes("spark.executor.memory", "1g");
  }

  private void averaging(
      SparkContext spark, ChunkLayout layout, TrainingPlan plan, NetworkState state) {
    long floats = (long) state.parameters().length + state.optimizerState().length;
    if (!spark.isLocal() && floats > NetworkState.MOST_THAT_TRAVEL) {
      errors.add(NetworkState.tooLarge(floats));
    }
    long bytes = plan.averaging().bytes(state);
    boolean segmented = plan.averaging().reduction().isSegmented(spark, layout.workers(), bytes);
    results(spark, segmented ? bytes : bytes * layout.workers());
    int workers = layout.workers();
    int segments = segmented ? ReductionChoice.segments(spark) : 0;
    // Of the states of all workers at once where they are averaged directly.
    int outer = plan.averaging().outer().stateSize(state.parameters().length);
    // What the outer optimizer keeps, before a round and after it.
    long driver = bytes * (segmented ? 4 : workers + 3L) + 2L * Float.BYTES * outer;
    long tasks = taskBytes(workers, bytes, segments, TaskSlots.ofOneProcess(spark));
    String what =
        "averaging %s workers of %s%s"
            .formatted(workers, size(bytes), segmented ? " in %s slices".formatted(segments) : "");
    long driverHeap = Runtime.getRuntime().maxMemory();
    if (spark.isLocal()) {
      // Tasks share the driver's heap. Whole states are counted there already, segments are not.
      heap(
          what,
          segmented ? driver + tasks : driver,
          "the driver's heap",
          driverHeap,
          "LEAP_MEMORY, or "
              + (segmented ? "set training.reduction: direct" : "lower training.workers"));
      return;
    }
    heap(
        what,
        driver,
        "the driver's heap",
        driverHeap,
        "the driver's memory" + (segmented ? "" : ", or set training.reduction: sliced"));
    heap(
        what,
        tasks,
        "an executor's heap",
        spark.getConf().getSizeAsBytes("spark.executor.memory", "1g"),
        "spark.executor.memory, or lower spark.executor.cores");
  }

  private void heap(String what, long need, String whose, long heap, String remedy) {
    String text =
        "%s needs about %s of %s of %s: raise %s"
            .formatted(what, size(need), whose, size(heap), remedy);
    judge(need, heap, text, text);
  }

  private void judge(long need, long limit, String error, String warning) {
    if (need > limit) {
      errors.add(error);
    } else if (need > CROWDED * limit) {
      warnings.add(warning);
    }
  }

  /**
   * What the tasks of one process hold: each its worker's state twice, as it is and as it is sent,
   * and then, in a segmented reduction, each one segment of all workers, as it arrived and as
   * numbers, and its average twice.
   *
   * @param bytes of one worker's state
   * @param segments 0 for a direct reduction
   */
  static long taskBytes(int workers, long bytes, int segments, int slots) {
    long training = 2L * Math.min(slots, workers) * bytes;
    long averaging =
        segments == 0
            ? 0
            : (long) (Math.min(slots, segments) * (2.0 * workers + 2) * bytes / segments);
    return Math.max(training, averaging);
  }

  /** Spark fails a job whose results are larger than it was told to take. */
  private void results(SparkContext spark, long bytes) {
    String key = "spark.driver.maxResultSize";
    long limit = spark.getConf().getSizeAsBytes(key, "1g");
    if (!spark.isLocal() && limit > 0 && bytes > CROWDED * limit) {
      errors.add(
          "a round sends %s to the driver, and %s allows %s: set it to %sm"
              .formatted(size(bytes), key, size(limit), 2 * (bytes >> 20) + 1));
    }
  }

  private void cluster(SparkContext spark, ChunkLayout layout) {
    String noGpu =
        TaskDevice.problem(
            spark.isLocal(), spark.getConf().get("spark.task.resource.gpu.amount", ""));
    if (noGpu != null) {
      errors.add(noGpu);
    }
    if (spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      warnings.add(
          "dynamic allocation takes executors away between rounds, and their data and replicas with them: set spark.dynamicAllocation.enabled=false");
    }
    int cores = TaskSlots.of(spark);
    // Runs that share the cores leave none idle.
    boolean alone = !spark.getConf().get("spark.scheduler.mode", "FIFO").equals("FAIR");
    if (alone && cores > 1 && layout.workers() % cores != 0 && layout.workers() < 4 * cores) {
      int waves = (layout.workers() + cores - 1) / cores;
      warnings.add(
          "%s logical workers on %s cores take %s turns a round, the last with %s cores idle: a multiple of %s workers wastes none"
              .formatted(layout.workers(), cores, waves, waves * cores - layout.workers(), cores));
    }
  }

  private static String size(long bytes) {
    return bytes < 1 << 30
        ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
