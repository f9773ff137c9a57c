package org.leap.jobs.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SparkApplicationTest {
  /** Or the lock would take the second for a later attempt of the first. */
  @Test
  void twoEmbeddedJobsOfTheSameMillisecondHaveDifferentIds() {
    System.setProperty("spark.master", "local[1]");
    try (JavaSparkContext spark = SparkApplication.start("test")) {
      String id = SparkApplication.id(spark);
      assertTrue(id.startsWith(spark.sc().applicationId()), id);
      assertNotEquals(id, SparkApplication.id(spark));
    } finally {
      System.clearProperty("spark.master");
    }
  }

  @Test
  void aFreeSlotWaitsForNoChunkUnlessSparkIsToldTo() {
    assertEquals("0s", SparkApplication.configuration().get("spark.locality.wait"));
    System.setProperty("spark.locality.wait", "2s");
    try {
      assertEquals("2s", SparkApplication.configuration().get("spark.locality.wait"));
    } finally {
      System.clearProperty("spark.locality.wait");
    }
  }

  /** Spark takes a process that was stopped for two minutes for lost, even itself. */
  @ParameterizedTest
  @CsvSource({
    "local, 500h",
    "local[2], 500h",
    "'local[*,3]', 500h",
    "'local-cluster[1,1,1024]', none",
    "spark://host:7077, none",
    "yarn, none"
  })
  void onlyOneProcessWaitsForItself(String master, String timeout) {
    System.setProperty("spark.master", master);
    try {
      assertEquals(timeout, SparkApplication.configuration().get("spark.network.timeout", "none"));
    } finally {
      System.clearProperty("spark.master");
    }
  }

  /** Spark would end the process with 52, before the run has said anything. */
  @Test
  void aTaskThatLacksMemoryFailsInsteadOfEndingTheProcess() {
    System.setProperty("spark.master", "local[1]");
    try (JavaSparkContext spark = SparkApplication.start("test")) {
      Exception failure =
          assertThrows(
              Exception.class,
              () ->
                  spark
                      .parallelize(List.of(1))
                      .foreach(
                          one -> {
                            throw new OutOfMemoryError("as if");
                          }));
      assertTrue(failure.getMessage().contains("OutOfMemoryError: as if"), failure::getMessage);
    } finally {
      System.clearProperty("spark.master");
    }
  }
}
