package org.leap.jobs.process;

import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Spark with two slots in this process, for all tests of a class. */
public final class LocalSpark implements BeforeAllCallback, AfterAllCallback {
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

  @Override
  public void afterAll(ExtensionContext test) {
    context.close();
  }

  public JavaSparkContext context() {
    return context;
  }
}
