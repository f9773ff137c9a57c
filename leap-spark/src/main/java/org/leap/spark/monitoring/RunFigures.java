package org.leap.spark.monitoring;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RoundTiming;

/**
 * The latest figures of a run, among the driver's metrics where {@link LeapPlugin} is enabled:
 * under their plain names those of the run that began last, and for runs that share the driver
 * under the name of each run too, until it ends.
 */
public final class RunFigures implements AutoCloseable {
  private static final RoundReport NONE =
      new RoundReport(
          0,
          0,
          0,
          Double.NaN,
          new RoundReport.Rate(Double.NaN, Double.NaN, Double.NaN, Double.NaN),
          0,
          RoundTiming.ZERO);

  private static final Map<String, ToDoubleFunction<RunFigures>> FIGURES = new LinkedHashMap<>();

  static {
    FIGURES.put("round", figures -> Math.max(figures.roundsDone, figures.last.round()));
    FIGURES.put("rounds", figures -> figures.rounds);
    ofRound("epoch", RoundReport::epoch);
    ofRound("step", RoundReport::step);
    ofRound("loss", RoundReport::loss);
    ofRound("learningRate", round -> round.rate().learningRate());
    ofRound("effectiveSigma", round -> round.rate().effectiveSigma());
    ofRound("examplesPerSecond", RoundReport::examplesPerSecond);
    FIGURES.put("testAccuracy", figures -> figures.testAccuracy);
    FIGURES.put("testLoss", figures -> figures.testLoss);
    ofTiming("total", RoundTiming::total);
    ofTiming("broadcast", RoundTiming::broadcast);
    ofTiming("load", RoundTiming::load);
    ofTiming("compute", RoundTiming::compute);
    ofTiming("perturb", RoundTiming::perturb);
    ofTiming("reduce", RoundTiming::reduce);
    ofTiming("idle", RoundTiming::idle);
  }

  private static volatile RunFigures latest = new RunFigures("", 0, 0);

  /** The driver's metrics; null where the plugin is not enabled. */
  private static MetricRegistry registry;

  private final String name;
  private final int roundsDone;
  private final int rounds;
  private volatile RoundReport last = NONE;
  private volatile double testAccuracy = Double.NaN;
  private volatile double testLoss = Double.NaN;

  private RunFigures(String name, int roundsDone, int rounds) {
    this.name = name;
    this.roundsDone = roundsDone;
    this.rounds = rounds;
  }

  private static void ofRound(String key, ToDoubleFunction<RoundReport> figure) {
    FIGURES.put(key, figures -> figure.applyAsDouble(figures.last));
  }

  private static void ofTiming(String key, ToDoubleFunction<RoundTiming> figure) {
    ofRound("seconds." + key, round -> figure.applyAsDouble(round.timing()));
  }

  /** From now on figures are among these metrics; none if it is null. */
  static synchronized void showIn(MetricRegistry metrics) {
    registry = metrics;
    if (metrics != null) {
      FIGURES.forEach(
          (key, figure) ->
              metrics.register(key, (Gauge<Double>) () -> figure.applyAsDouble(latest)));
    }
  }

  /**
   * Begins the figures of a run.
   *
   * @param name of the run among those that share the driver; empty for one that is alone
   * @param roundsDone rounds that an earlier attempt has done
   * @param rounds of the whole run
   */
  public static synchronized RunFigures begin(String name, int roundsDone, int rounds) {
    RunFigures figures = new RunFigures(name, roundsDone, rounds);
    latest = figures;
    if (registry != null && !name.isEmpty()) {
      FIGURES.forEach(
          (key, figure) -> {
            registry.remove(figures.named(key));
            registry.register(
                figures.named(key), (Gauge<Double>) () -> figure.applyAsDouble(figures));
          });
    }
    return figures;
  }

  private String named(String key) {
    return MetricRegistry.name(name, key);
  }

  /** Shows a finished round. */
  public void round(RoundReport round) {
    last = round;
  }

  /** Shows an evaluation. */
  public void evaluated(double accuracy, double loss) {
    testAccuracy = accuracy;
    testLoss = loss;
  }

  /** The run is over: its name is no longer among the metrics. */
  @Override
  public void close() {
    synchronized (RunFigures.class) {
      if (registry != null && !name.isEmpty()) {
        FIGURES.keySet().forEach(key -> registry.remove(named(key)));
      }
    }
  }
}
