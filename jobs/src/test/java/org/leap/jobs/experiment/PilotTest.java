package org.leap.jobs.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.jobs.config.ExperimentConfig;
import org.leap.jobs.config.ExperimentPlan;

class PilotTest {
  @TempDir private Path folder;

  private static ExperimentPlan plan(long seeds, String axis) {
    var config =
        new ExperimentConfig(
            LongStream.rangeClosed(1, seeds).boxed().toList(),
            false,
            ExperimentConfig.Arms.BOTH,
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalDouble.of(1),
            List.of());
    return new ExperimentPlan(
        "x",
        config,
        "",
        List.of(
            new ExperimentPlan.Cell(0, Map.of(axis, "a"), null),
            new ExperimentPlan.Cell(1, Map.of(axis, "b"), null)),
        List.of(ExperimentPlan.Arm.PLAIN, ExperimentPlan.Arm.LEAP),
        null,
        Map.of());
  }

  /** Three pairs of the cell a, with differences of -1, 0 and 1 points. */
  private void write() throws IOException {
    List<ResultRow> rows = new ArrayList<>();
    for (int seed = 1; seed <= 3; seed++) {
      for (String arm : List.of("plain", "leap")) {
        double error = arm.equals("plain") ? 0.2 : 0.18 + 0.01 * seed;
        rows.add(
            new ResultRow(
                arm + seed,
                List.of("a"),
                arm,
                0,
                seed,
                "SUCCEEDED",
                new ResultRow.Outcome(1, 1, 1, 0.5, 0.5, 1 - error, 1 - error, null),
                ResultRow.Flatness.NONE));
      }
    }
    Files.writeString(
        folder.resolve(Results.FILE), new Results(List.of("cell"), false, rows).csv());
    Files.writeString(
        folder.resolve(ExperimentFolder.CONFIG_FILE), "name: x\nbase: base.yaml\nseeds: [1]\n");
  }

  /**
   * SciPy 1.17, noncentral t: with a deviation of 1 and 5 % over two comparisons, 10 pairs find
   * 1.14, and a difference of 1 needs 13.
   */
  @Test
  void fewSeedsTellWhatManyWillFind() throws IOException {
    write();
    List<List<String>> table = Pilot.in(folder.toString(), plan(10, "cell")).orElseThrow().table();
    assertEquals(
        List.of(
            List.of(
                "cell",
                "arm",
                "pairs trained",
                "deviation of their differences",
                "found by 10 pairs with 80 %",
                "pairs for the margin"),
            List.of("a", "LEAP", "3", "1.00", "1.14", "13")),
        table);
  }

  @Test
  void otherCellsTellNothing() throws IOException {
    assertTrue(Pilot.in(folder.toString(), plan(10, "cell")).isEmpty());
    write();
    assertTrue(Pilot.in(folder.toString(), plan(10, "model")).isEmpty());
  }
}
