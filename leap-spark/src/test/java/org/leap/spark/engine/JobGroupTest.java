package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.leap.spark.data.ChunkRdd;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.ChunkedData;
import org.nd4j.linalg.learning.config.Sgd;

class JobGroupTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Toy toy = Toy.of(60, 2, 8, 8);
  private final NetworkBlueprint blueprint = Toy.blueprint(new Sgd(0.1), 1);
  private final NetworkState state = AveragingTrainer.initialState(blueprint);

  /** What the tasks of a test and the test itself leave word with. */
  private static CountDownLatch begun;

  private static CountDownLatch over;

  /** A chunk that is not read before the test is over. */
  private static final ChunkSource.Loader SLOW =
      () -> {
        begun.countDown();
        try {
          over.await(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        return fail("the test is over");
      };

  private interface Work {
    void on(ChunkedData data, JobGroup jobs);
  }

  private void assertEndsAtOnce(Work work) {
    begun = new CountDownLatch(1);
    over = new CountDownLatch(1);
    with(
        spark -> {
          JobGroup jobs = new JobGroup(spark.sc());
          ChunkedData data =
              new ChunkedData(
                  new ChunkRdd(
                          spark.sc(), () -> Collections.nCopies(toy.layout().totalChunks(), SLOW))
                      .persist(StorageLevel.NONE()),
                  toy.layout(),
                  toy.shape(),
                  toy.normalization());
          Thread signal =
              new Thread(
                  () -> {
                    try {
                      begun.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    jobs.interrupt();
                  });
          signal.start();
          long begin = System.nanoTime();
          assertThrows(InterruptedRunException.class, () -> work.on(data, jobs));
          assertTrue(System.nanoTime() - begin < SOON.toNanos(), "it took too long");
          assertThrows(InterruptedRunException.class, () -> work.on(data, jobs), "a later one");
          over.countDown();
        });
  }

  private static void with(Consumer<JavaSparkContext> test) {
    try (JavaSparkContext spark = Toy.spark("local[2]")) {
      test.accept(spark);
    } finally {
      over.countDown();
    }
  }

  @Test
  @Timeout(50)
  void aLongEvaluationIsEndedAtOnce() {
    assertEndsAtOnce((data, jobs) -> new Evaluator(blueprint, data, jobs).evaluate(state, "test"));
  }

  @Test
  @Timeout(50)
  void aLongMeasurementOfFlatnessIsEndedAtOnce() {
    assertEndsAtOnce(
        (data, jobs) -> {
          ClusterLandscape landscape = ClusterLandscape.of(blueprint, state, data, jobs);
          landscape.loss(landscape.parameters());
        });
  }

  @Test
  @Timeout(50)
  void aLongRoundIsEndedAtOnce() {
    assertEndsAtOnce(
        (data, jobs) ->
            new AveragingTrainer(blueprint, data, Toy.plan(8, 2), jobs)
                .train(state, 0, (round, average, evaluationDue) -> {}));
  }

  /** As notebooks set it, to end a cell. */
  @Test
  void theJobGroupOfWhoeverCallsStays() {
    over = new CountDownLatch(1);
    with(
        spark -> {
          spark.sc().setJobGroup("cell", "of a notebook", true);
          new JobGroup(spark.sc())
              .run("test", () -> spark.parallelize(List.of(1)).map(one -> one).collect());
          assertEquals(1, spark.statusTracker().getJobIdsForGroup("cell").length);
          assertEquals("cell", spark.sc().getLocalProperty("spark.jobGroup.id"));
          assertEquals("of a notebook", spark.sc().getLocalProperty("spark.job.description"));
          assertNull(spark.sc().getLocalProperty("spark.job.tags"));
        });
  }

  @Test
  @Timeout(50)
  void whatFailsLeavesNoJobBehind() {
    begun = new CountDownLatch(1);
    over = new CountDownLatch(1);
    with(
        spark -> {
          JobGroup jobs = new JobGroup(spark.sc());
          assertThrows(
              IllegalStateException.class,
              () ->
                  jobs.run(
                      "test",
                      () -> {
                        var job =
                            spark.parallelize(List.of(1)).map(one -> SLOW.load()).collectAsync();
                        await(begun);
                        assertFalse(job.isDone());
                        throw new IllegalStateException("interrupted");
                      }));
          long begin = System.nanoTime();
          while (spark.statusTracker().getActiveJobIds().length > 0) {
            assertTrue(System.nanoTime() - begin < SOON.toNanos(), "it goes on");
            Thread.onSpinWait();
          }
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Spark does not know a job yet that is handed in at the moment of the interruption. */
  @Test
  @Timeout(50)
  void aJobThatBeginsAtTheMomentOfTheInterruptionIsEndedToo() {
    begun = new CountDownLatch(1);
    over = new CountDownLatch(1);
    with(
        spark -> {
          JobGroup jobs = new JobGroup(spark.sc());
          long begin = System.nanoTime();
          assertThrows(
              InterruptedRunException.class,
              () ->
                  jobs.run(
                      "test",
                      () -> {
                        jobs.interrupt();
                        return spark.parallelize(List.of(1)).map(one -> SLOW.load()).collect();
                      }));
          assertTrue(System.nanoTime() - begin < SOON.toNanos(), "it took too long");
          assertEquals(1, over.getCount());
        });
  }
}
