package org.leap.spark.monitoring;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.leap.spark.engine.WarmUp;

/**
 * Puts the figures of runs among the driver's metrics, for every sink that Spark has, and makes
 * executors ready to train before they get tasks. Enabled by {@code
 * spark.plugins=org.leap.spark.monitoring.LeapPlugin}. The metrics are gauges:
 *
 * <ul>
 *   <li>{@code round}, {@code rounds}, {@code epoch}, {@code step}: how far the run is
 *   <li>{@code loss}, {@code learningRate}, {@code effectiveSigma}, {@code examplesPerSecond}: of
 *       the last round
 *   <li>{@code seconds.total} and its parts {@code seconds.broadcast}, {@code .load}, {@code
 *       .compute}, {@code .perturb}, {@code .reduce}, {@code .idle}: of the last round
 *   <li>{@code testAccuracy}, {@code testLoss}: of the last evaluation
 *   <li>{@code retries}, {@code lostExecutors}: tasks that were repeated and executors that went
 *       away, since the application began
 * </ul>
 *
 * <p>Those of a run are of the one that began last. Where several share the driver, the figures of
 * each are there as well, under its name, while it lasts.
 */
public final class LeapPlugin implements SparkPlugin {
  @Override
  public DriverPlugin driverPlugin() {
    return new Driver();
  }

  /**
   * Spark's own metrics say of an executor what there is to say; this one makes it ready to train
   * before Spark gives it tasks.
   */
  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  private static final class Executor implements ExecutorPlugin {
    /** The executor gets its first task when this has returned. */
    @Override
    public void init(PluginContext context, Map<String, String> extra) {
      if (!context.executorID().equals("driver")) {
        WarmUp.ofThisProcess();
      }
    }
  }

  private static final class Driver implements DriverPlugin {
    private final TaskTrouble trouble = new TaskTrouble();

    @Override
    public Map<String, String> init(SparkContext spark, PluginContext context) {
      spark.addSparkListener(trouble);
      return Map.of();
    }

    @Override
    public void registerMetrics(String appId, PluginContext context) {
      MetricRegistry registry = context.metricRegistry();
      RunFigures.showIn(registry);
      registry.register("retries", (Gauge<Long>) trouble.retries::get);
      registry.register("lostExecutors", (Gauge<Long>) trouble.lostExecutors::get);
    }

    @Override
    public void shutdown() {
      RunFigures.showIn(null);
    }
  }

  /** Counts tasks that Spark repeated and executors that it lost. */
  static final class TaskTrouble extends SparkListener {
    final AtomicLong retries = new AtomicLong();
    final AtomicLong lostExecutors = new AtomicLong();

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (start.taskInfo().attemptNumber() > 0 && !start.taskInfo().speculative()) {
        retries.incrementAndGet();
      }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
      lostExecutors.incrementAndGet();
    }
  }
}
