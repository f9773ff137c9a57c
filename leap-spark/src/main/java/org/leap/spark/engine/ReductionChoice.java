package org.leap.spark.engine;

import java.util.Locale;
import org.apache.spark.SparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which {@link Reduction} a run uses. The bits are the same; the time is not. */
public enum ReductionChoice {
  /** The one that the cost model expects to be faster. */
  AUTO,
  DIRECT,
  SLICED;

  private static final Logger LOG = LoggerFactory.getLogger(ReductionChoice.class);

  /** What a process sends, receives and deserializes, measured between processes of a machine. */
  private static final double BYTES_PER_SECOND = 0.5e9;

  private static final int MOST_SEGMENTS = 64;

  /** A second stage: scheduling, and writing and fetching shuffle files. */
  private static final double SECOND_STAGE_SECONDS = 0.06;

  /** Chooses for states of so many bytes, and says so in the log. */
  Reduction resolve(SparkContext spark, int workers, long stateBytes) {
    boolean segmented = isSegmented(spark, workers, stateBytes);
    int segments = segments(spark);
    LOG.info(
        String.format(
            Locale.ROOT,
            "%d workers of %.1f MB are averaged %s%s",
            workers,
            stateBytes / 1e6,
            segmented ? "in " + segments + " slices" : "directly",
            spark.isLocal() ? ", in one process" : ""));
    return segmented ? new SegmentedReduction(segments) : new DirectReduction(spark.isLocal());
  }

  static int segments(SparkContext spark) {
    return Math.min(TaskSlots.of(spark), MOST_SEGMENTS);
  }

  boolean isSegmented(SparkContext spark, int workers, long stateBytes) {
    if (this != AUTO) {
      return this == SLICED;
    }
    int executors = Math.max(1, spark.statusTracker().getExecutorInfos().length - 1);
    return !spark.isLocal()
        && segmentedSeconds(workers, stateBytes, executors) < directSeconds(workers, stateBytes);
  }

  /** The driver receives every state. */
  static double directSeconds(int workers, long stateBytes) {
    return workers * (double) stateBytes / BYTES_PER_SECOND;
  }

  /** Executors exchange the states among themselves; the driver receives one. */
  static double segmentedSeconds(int workers, long stateBytes, int executors) {
    return SECOND_STAGE_SECONDS + (2.0 * workers / executors + 1) * stateBytes / BYTES_PER_SECOND;
  }
}
