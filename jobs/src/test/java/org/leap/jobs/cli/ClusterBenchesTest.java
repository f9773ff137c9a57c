package org.leap.jobs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leap.jobs.bench.ResidentSample;
import org.leap.jobs.bench.ScalingFigures;
import org.leap.jobs.bench.ScalingProjection;
import org.leap.jobs.bench.ScalingRow;
import org.leap.jobs.bench.recovery.RecoveryFigures;
import org.leap.jobs.bench.recovery.RecoveryRow;
import org.leap.jobs.bench.recovery.Victim;
import org.leap.jobs.bench.recovery.VictimCost;
import org.leap.spark.engine.ReductionChoice;

class ClusterBenchesTest {
  private final Console console = new Console();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          recovery | --mean-seconds        | 20,0  | --mean-seconds is 0.0, expected 1 to 86400
          recovery | --duration            | 0     | --duration is 0, expected 1 to 86400
          recovery | --most-kills          | 0     | --most-kills is 0, expected at least 1
          recovery | --checkpoint-rounds   | 0     | --checkpoint-rounds is 0, expected 1 to 1000000
          scaling  | --workers             | 1,0   | --workers is 0, expected 1 to 256
          scaling  | --averaging-frequency | 0     | --averaging-frequency is 0, expected 1 to 10000
          scaling  | --batch-size          | -1    | --batch-size is -1, expected 1 to 100000
          scaling  | --rounds              | 2147483647 | --rounds is 2147483647, expected 1 to 100000
          scaling  | --rounds              | 0     | --rounds is 0, expected 1 to 100000
          """)
  void wrongOptionsAreUsageErrorsThatNameTheValue(
      String bench, String option, String value, String message) {
    assertEquals(2, console.leap("bench", bench, option, value), () -> console.err());
    assertTrue(console.err().contains(message), console.err());
  }

  @Test
  void theRecoveryTableHasARowForEachTimeAndALineForEachVictim() {
    RecoveryRow row = new RecoveryRow(30, 5, 2, 1, 2, 210.4, 30.4, 6.08, 41, 0, 0, true, List.of());
    RecoveryRow other = new RecoveryRow(10, 1, 1, 0, 0, 182, 2, 2, 1, 256, 1, false, List.of());
    assertEquals(
        "a kill every 30 s: 5 kills, 210 s, 6.1 s lost a kill, same bits",
        ClusterBenches.Recovery.remark(row));
    RecoveryFigures figures =
        new RecoveryFigures(
            20,
            1200,
            0.15,
            180,
            "ab",
            List.of(row, other),
            List.of(
                new VictimCost(Victim.EXECUTOR, 2, 1.5, 2.5, 3),
                new VictimCost(Victim.DRIVER, 0, null, null, 10)));
    List<String> lines =
        ClusterBenches.Recovery.table(figures).lines().map(ClusterBenchesTest::bare).toList();
    assertEquals("30.0 5 2 1 2 210.4 30.4 6.1 41 0 0 yes", lines.get(1));
    assertEquals("10.0 1 1 0 0 182.0 2.0 2.0 1 256 1 NO", lines.get(2));
    assertEquals("executor 2 1.5 2.5 3.0", lines.get(5));
    assertEquals("driver 0 - - 10.0", lines.get(6));
    assertEquals(
        "recovery: mlp, 2 workers, 1,200 rounds of 150 ms, undisturbed 180.0 s, a checkpoint every"
            + " 20 rounds; 6 kills",
        ClusterBenches.Recovery.title(figures));
  }

  @Test
  void theScalingTableSaysWhatFewCoresShow() {
    ScalingRow row =
        new ScalingRow(
            ReductionChoice.DIRECT,
            16,
            9000,
            18_000,
            0.5,
            new ScalingRow.Parts(700, 600, 2, 10, 12, 76, 100),
            new ScalingRow.Tasks(1, 2, 30),
            new ScalingRow.Moved(115e6, 14.4e6),
            List.of(new ResidentSample(50, 100, 400, 16, 60, 350, 360)));
    ScalingFigures figures =
        new ScalingFigures(
            2,
            10,
            128,
            7_184_040,
            List.of(row),
            new ScalingProjection(0.5e9, 0.02, 0.05, 51.2, 2.5, 25.6e9, null));
    List<String> lines = ScalingTables.text(figures).lines().map(ClusterBenchesTest::bare).toList();
    assertEquals(
        "direct 16 9,000 50.0 % of 2 cores 700.0 600.0 100.0 2.0 10.0 12.0 76.0 1.0 2.0 30.0 115.0"
            + " 14.4",
        lines.get(1));
    assertEquals("2 cores for up to 16 workers: what a round costs, not a speed-up", lines.get(2));
    assertEquals(
        "calculated for 64 workers, 100 million parameters and 10 Gb/s, from 0.50 GB/s a process,"
            + " 20 ms a round and 50 ms a second stage:",
        lines.get(4));
    assertEquals("direct 51.2 25.6", lines.get(6));
    assertEquals("sliced 2.5 -", lines.get(7));
    assertEquals("direct 16 50 100.0 400.0 16 60.0 350.0 360.0", lines.get(10));
  }

  private static String bare(String line) {
    return line.strip().replaceAll(" +", " ");
  }
}
