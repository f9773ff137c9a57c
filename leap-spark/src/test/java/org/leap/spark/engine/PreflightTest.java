package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.engine.Preflight.Findings;
import org.leap.spark.engine.TrainingPlan.Averaging;
import org.leap.spark.engine.TrainingPlan.Hardware;
import org.leap.spark.engine.TrainingPlan.Noise;

class PreflightTest {
  private static final NetworkState SMALL = new NetworkState(new float[10], new float[0]);

  private static Findings check(
      SparkConf conf, int workers, int threads, NetworkState state, long replicaBytes) {
    return check(conf, workers, threads, state, replicaBytes, ReductionChoice.AUTO);
  }

  private static Findings check(
      SparkConf conf,
      int workers,
      int threads,
      NetworkState state,
      long replicaBytes,
      ReductionChoice reduction) {
    TrainingPlan plan =
        new TrainingPlan(
            1, 10, new Averaging(1, true, reduction), Noise.DEFAULT, new Hardware(threads, false));
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      ChunkLayout layout = new ChunkLayout(1_000_000, workers, 1, 1);
      return Preflight.check(spark.sc(), layout, plan, state, replicaBytes);
    }
  }

  @Test
  void aRunThatFitsIsNotCommentedOn() {
    Findings findings = check(Toy.conf("local[1]"), 4, 1, SMALL, 1000);
    assertEquals(List.of(), findings.errors());
    assertEquals(List.of(), findings.warnings());
  }

  @Test
  void replicasThatExceedTheOffHeapLimitAreAnError() {
    Findings findings = check(Toy.conf("local[2]"), 4, 1, SMALL, Pointer.maxBytes() * 6 / 10);
    assertEquals(1, findings.errors().size());
    assertTrue(
        findings.errors().get(0).matches("2 replicas of about .* exceed .*: raise LEAP_MEMORY.*"),
        findings.errors().get(0));
    assertEquals(
        1,
        check(Toy.conf("local[2]"), 4, 1, SMALL, Pointer.maxBytes() * 45 / 100).warnings().size());
    assertEquals(
        List.of(), check(Toy.conf("local[2]"), 1, 1, SMALL, Pointer.maxBytes() / 2).errors());
  }

  @Test
  void statesThatExceedTheDriversHeapAreAnError() {
    NetworkState large = new NetworkState(new float[1 << 20], new float[1 << 20]);
    Findings findings = check(Toy.conf("local[1]"), 60_000, 1, large, 1000);
    assertEquals(1, findings.errors().size());
    assertTrue(
        findings
            .errors()
            .get(0)
            .matches(
                "averaging 60000 workers of 8 MB needs about .*: raise LEAP_MEMORY, or lower training.workers"),
        findings.errors().get(0));
  }

  @Test
  void slicesOfAllWorkersAreCountedToo() {
    NetworkState large = new NetworkState(new float[1 << 20], new float[1 << 20]);
    Findings findings = check(Toy.conf("local[2]"), 60_000, 1, large, 1000, ReductionChoice.SLICED);
    assertEquals(1, findings.errors().size());
    assertTrue(
        findings
            .errors()
            .get(0)
            .matches(
                "averaging 60000 workers of 8 MB in 2 slices needs about .* of the driver's heap of .*: raise LEAP_MEMORY, or set training.reduction: direct"),
        findings.errors().get(0));
    // Three tasks, each with its worker's state twice: more than what they hold of slices later.
    assertEquals(3 * 2 * 6400, Preflight.taskBytes(8, 6400, 64, 3));
    // Two tasks, each with one of two slices of 100 workers twice, and their average twice.
    assertEquals(2 * 202 * 3200, Preflight.taskBytes(100, 6400, 2, 3));
    assertEquals(2 * 6400, Preflight.taskBytes(100, 6400, 0, 1));
  }

  @Test
  void aWishForPartitionsIsNotTakenForCores() {
    SparkConf conf = Toy.conf("local[2]").set("spark.default.parallelism", "200");
    Findings findings = check(conf, 4, 1, SMALL, Pointer.maxBytes() / 4);
    assertEquals(List.of(), findings.errors());
    assertEquals(List.of(), findings.warnings());
    try (JavaSparkContext spark = new JavaSparkContext(conf.set("spark.task.cpus", "2"))) {
      assertEquals(1, TaskSlots.of(spark.sc()));
      assertEquals(1, TaskSlots.ofOneProcess(spark.sc()));
      assertEquals(1, ReductionChoice.segments(spark.sc()));
    }
  }

  @Test
  void moreThreadsThanProcessorsAndIdleCoresAreWarnings() {
    Findings findings = check(Toy.conf("local[3]"), 4, 1000, SMALL, 1000);
    assertEquals(2, findings.warnings().size());
    assertTrue(findings.warnings().get(0).contains("3 workers at a time with 1000 threads each"));
    assertEquals(
        "4 logical workers on 3 cores take 2 turns a round, the last with 2 cores idle: a multiple of 3 workers wastes none",
        findings.warnings().get(1));
  }

  @Test
  void dynamicAllocationIsAWarning() {
    SparkConf conf = Toy.conf("local[1]").set("spark.dynamicAllocation.enabled", "true");
    Findings findings = check(conf, 4, 1, SMALL, 1000);
    assertEquals(1, findings.warnings().size());
    assertTrue(
        findings.warnings().get(0).contains("spark.dynamicAllocation.enabled=false"),
        findings.warnings().get(0));
  }
}
