package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.leap.jobs.bench.ScalingFigures;
import org.leap.jobs.bench.ScalingRow;
import org.leap.jobs.bench.ScalingSetting;
import org.leap.jobs.bench.recovery.RecoveryFigures;
import org.leap.jobs.bench.recovery.RecoveryRow;
import org.leap.jobs.bench.recovery.RecoverySetting;
import org.leap.spark.engine.ReductionChoice;

/** The benchmarks that start a cluster of their own, cut short. */
final class BenchDrill {
  /** Memory is looked at after each of them. */
  private static final int ROUNDS = 4;

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertEquals(
          List.of(),
          files
              .filter(file -> file.getFileName().toString().matches("leap-(scaling|recovery)-.*"))
              .toList());
    }
    assertEquals(0, ProcessHandle.current().children().filter(BenchDrill::isOfSpark).count());
  }

  private static boolean isOfSpark(ProcessHandle process) {
    return process.info().commandLine().filter(line -> line.contains("spark.deploy")).isPresent();
  }

  @Test
  void scalingMeasuresExecutorsOfTheirOwn() throws IOException {
    ScalingFigures figures =
        ScalingFigures.measure(new ScalingSetting(List.of(1, 2), 1, 4, ROUNDS, true));
    assertEquals(
        List.of(ReductionChoice.DIRECT, ReductionChoice.SLICED),
        figures.rows().stream().map(ScalingRow::reduction).distinct().toList());
    assertEquals(4, figures.rows().size());
    for (ScalingRow row : figures.rows()) {
      assertTrue(row.shareOfIdeal() > 0 && row.shareOfIdeal() < 1, row::toString);
      assertTrue(row.parts().outside() > row.parts().load(), row::toString);
      assertEquals(ROUNDS, row.memory().size(), row::toString);
      assertEquals(row.workers(), row.memory().get(ROUNDS - 1).executors(), row::toString);
      assertTrue(row.memory().get(ROUNDS - 1).executorResident() > 50, row::toString);
    }
    ScalingRow direct = figures.rows().get(2);
    assertEquals(2, direct.workers());
    assertNotNull(direct.driver());
    // Two states come, and each executor gets one or has it from the other.
    assertEquals(2.0, direct.driver().received() / figures.stateBytes(), 0.6);
    assertTrue(direct.driver().sent() > 0.9 * figures.stateBytes(), direct::toString);
  }

  @Test
  void aRunThatIsKilledAtRandomEndsInTheSameBits() throws IOException {
    List<RecoveryRow> finished = new ArrayList<>();
    RecoveryFigures figures =
        RecoveryFigures.measure(
            new RecoverySetting(List.of(5.0), Duration.ofSeconds(8), 3, 5, 3), finished::add);
    RecoveryRow row = figures.rows().get(0);
    assertEquals(figures.rows(), finished);
    assertTrue(row.kills() >= 1 && row.kills() <= 3, row::toString);
    assertTrue(row.sameHash() && figures.same(), row::toString);
    assertEquals(64, figures.paramsSha256().length());
    assertEquals(0, row.examplesLost());
    assertEquals(row.kills(), row.executors() + row.workers() + row.drivers());
    assertTrue(row.roundsRepeated() >= row.kills(), row::toString);
  }
}
