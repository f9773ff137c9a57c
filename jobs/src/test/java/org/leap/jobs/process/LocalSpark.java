package org.leap.jobs.process;

import java.time.Duration;
import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Spark with two slots in this process, for all tests of a class. */
public final class LocalSpark implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SparkConf configuration =
      new SparkConf().setMaster("local[2]").setAppName("test").set("spark.ui.enabled", "false");
  private JavaSparkContext context;

  /** With a setting more. */
  public LocalSpark with(String key, String value) {
    configuration.set(key, value);
    return this;
  }

  @Override
  public void beforeAll(ExtensionContext test) {
    context = new JavaSparkContext(configuration);
  }

  /** Tasks of a job that has failed still write where the test's folder is about to be deleted. */
  @Override
  public void afterEach(ExtensionContext test) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (isBusy() && System.nanoTime() < end) {
      Thread.sleep(10);
    }
  }

  private boolean isBusy() {
    return Arrays.stream(context.sc().statusTracker().getExecutorInfos())
        .mapToInt(SparkExecutorInfo::numRunningTasks)
        .anyMatch(tasks -> tasks > 0);
  }

  @Override
  public void afterAll(ExtensionContext test) {
    context.close();
  }

  public JavaSparkContext context() {
    return context;
  }
}
