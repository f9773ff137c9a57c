package org.leap.jobs.run;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

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
}
