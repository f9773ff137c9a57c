package org.leap.spark.monitoring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.codahale.metrics.MetricRegistry;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.leap.spark.engine.RoundReport;
import org.leap.spark.engine.RoundTiming;

class RunFiguresTest {
  private final MetricRegistry ofPlugin = new MetricRegistry();

  /** Holds those of the plugin as Spark's does, which takes them once. */
  private final MetricRegistry ofSpark = new MetricRegistry();

  private Set<String> plain;

  @BeforeEach
  void enable() {
    RunFigures.showIn(ofPlugin);
    ofSpark.register("leap", ofPlugin);
    plain = names();
  }

  @AfterEach
  void disable() {
    RunFigures.showIn(null);
  }

  private Set<String> names() {
    return new TreeSet<>(ofSpark.getNames());
  }

  private Object value(String name) {
    return ofSpark.getGauges().get("leap." + name).getValue();
  }

  private static RoundReport round(int round, double loss) {
    return new RoundReport(
        round,
        1,
        10 * round,
        loss,
        new RoundReport.Rate(0.1, 0.3, 0.2, 0.001),
        50,
        new RoundTiming(5, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void runsThatShareTheDriverShowTheirOwnFigures() {
    try (RunFigures one = RunFigures.begin("seed1", 0, 20);
        RunFigures two = RunFigures.begin("seed2", 5, 30)) {
      two.round(round(6, 0.25));
      one.round(round(1, 0.5));
      one.evaluated(0.75, 1.5);

      assertEquals(0.5, value("seed1.loss"));
      assertEquals(0.25, value("seed2.loss"));
      assertEquals(1.0, value("seed1.round"));
      assertEquals(6.0, value("seed2.round"));
      assertEquals(20.0, value("seed1.rounds"));
      assertEquals(0.2, value("seed1.effectiveSigma"));
      assertEquals(10.0, value("seed2.examplesPerSecond"));
      assertEquals(0.75, value("seed1.testAccuracy"));
      assertEquals(Double.NaN, value("seed2.testAccuracy"));
      assertEquals(0.25, value("loss"), "of the run that began last");
    }
  }

  @Test
  void aRunThatEndsTakesItsNamesAlong() {
    RunFigures two = RunFigures.begin("seed2", 5, 30);
    try (two) {
      RunFigures.begin("seed1", 0, 20).close();
      Set<String> left = names();
      left.removeAll(plain);
      assertEquals(plain.size(), left.size());
      assertTrue(left.stream().allMatch(name -> name.startsWith("leap.seed2.")), left::toString);
      assertEquals(5.0, value("seed2.round"));
    }
    assertEquals(plain, names());
  }

  @Test
  void aRunThatIsAloneHasPlainNamesOnly() {
    try (RunFigures figures = RunFigures.begin("", 0, 3)) {
      assertEquals(plain, names());
      figures.round(round(2, 0.125));
      assertEquals(0.125, value("loss"));
    }
    assertEquals(0.125, value("loss"), "the last figures stay");
  }
}
