package org.leap.jobs.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.leap.spark.engine.ReductionChoice;

class ScalingTest {
  private static final long STATE = 8_000_000;

  private static ScalingRow row(
      ReductionChoice reduction, int workers, double outsideMs, ScalingRow.Moved moved) {
    return new ScalingRow(
        reduction,
        workers,
        1,
        1,
        1,
        new ScalingRow.Parts(outsideMs + 5, 5, 0, 0, 0, 0, outsideMs),
        new ScalingRow.Tasks(0, 0, 0),
        moved,
        List.of());
  }

  /** 20 ms a round and 16 ms a worker: 8 MB in 16 ms are 0.5 GB/s. */
  @Test
  void theProjectionTakesItsInputsFromTheRows() {
    ScalingProjection projection =
        ScalingProjection.of(
                List.of(
                    row(ReductionChoice.DIRECT, 4, 84, null),
                    row(ReductionChoice.DIRECT, 1, 36, new ScalingRow.Moved(STATE, STATE)),
                    row(ReductionChoice.SLICED, 1, 86, null),
                    row(ReductionChoice.SLICED, 4, 140, new ScalingRow.Moved(1.25 * STATE, 0))),
                STATE)
            .orElseThrow();
    assertEquals(0.5e9, projection.bytesPerSecond(), 1);
    assertEquals(0.020, projection.fixedSeconds(), 1e-9);
    assertEquals(0.050, projection.secondStageSeconds(), 1e-9);
    assertEquals(0.020 + 64 * 4e8 / 0.5e9, projection.directSeconds(), 1e-6);
    assertEquals(0.070 + 3 * 4e8 / 0.5e9, projection.slicedSeconds(), 1e-6);
    assertNull(projection.directReceived());
    assertEquals(1.25 * 4e8, projection.slicedReceived(), 1);
  }

  @Test
  void noLineIsFasterThanTheNetwork() {
    ScalingProjection projection =
        ScalingProjection.of(
                List.of(
                    row(ReductionChoice.DIRECT, 1, 10, null),
                    row(ReductionChoice.DIRECT, 2, 11, new ScalingRow.Moved(2 * STATE, 0)),
                    row(ReductionChoice.SLICED, 1, 9, null)),
                STATE)
            .orElseThrow();
    assertEquals(8e9, projection.bytesPerSecond(), 1);
    assertEquals(0, projection.secondStageSeconds());
    assertEquals(0.009 + 64 * 4e8 / 1.25e9, projection.directSeconds(), 1e-6);
    assertEquals(64 * 4e8, projection.directReceived(), 1);
  }

  @Test
  void oneNumberOfWorkersOrNoGrowthProjectsNothing() {
    assertEquals(
        Optional.empty(),
        ScalingProjection.of(
            List.of(
                row(ReductionChoice.DIRECT, 2, 10, null), row(ReductionChoice.SLICED, 2, 10, null)),
            STATE));
    assertEquals(
        Optional.empty(),
        ScalingProjection.of(
            List.of(
                row(ReductionChoice.DIRECT, 1, 10, null),
                row(ReductionChoice.DIRECT, 2, 9, null),
                row(ReductionChoice.SLICED, 2, 10, null)),
            STATE));
  }

  @Test
  void trafficIsWhatTheSystemCounts() {
    List<String> lines = List.of("rchar: 1000", "wchar: 500", "read_bytes: 7");
    ProcessTraffic before = ProcessTraffic.parsed(lines).orElseThrow();
    ProcessTraffic now = new ProcessTraffic(5000, 1500);
    assertEquals(new ScalingRow.Moved(1000, 250), now.since(before, 4));
    assertEquals(Optional.empty(), ProcessTraffic.parsed(List.of("rchar: 1", "wchar: x")));
  }

  @Test
  void aQuarterOfTheRoundsWarmsUp() {
    ScalingSetting setting = new ScalingSetting(List.of(2), 3, 8, 40, false);
    assertEquals(new Load(BenchModel.MLP, 2, 3, 8, 150), setting.load(2));
    assertTrue(setting.load(2).rounds() == 50);
  }
}
