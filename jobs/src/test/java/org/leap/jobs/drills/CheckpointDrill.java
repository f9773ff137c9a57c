package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What befalls a checkpoint while it is written. */
final class CheckpointDrill {
  private static final String LEFTOVER = "delete CHECKPOINT";

  @TempDir static Path folder;
  private static DrillRuns runs;

  @BeforeAll
  static void trainUndisturbed() throws IOException, InterruptedException {
    runs = new DrillRuns(folder);
  }

  private static Driver resume(String run, Map<String, String> trouble) throws IOException {
    return runs.train(
        run,
        DrillRuns.embedded(trouble),
        "--resume",
        "--set",
        "checkpoint.everyRounds=1",
        "--set",
        "checkpoint.keep=1");
  }

  /**
   * One run whose process dies before it makes the folder of the checkpoints, resumes, dies before
   * it makes a checkpoint, resumes, and so on through all changes of a save, the deletion of older
   * checkpoints and of leftovers included.
   */
  @Test
  void aDriverKilledAtEveryWritePointOfACheckpointLosesNothing()
      throws IOException, InterruptedException {
    halt("mkdirs .*/checkpoints");
    // Into the third save, so that an older checkpoint has been deleted.
    List<String> changes = halt("mkdirs .*/round-000003");
    Set<String> points = new LinkedHashSet<>();
    for (String change : changes) {
      if (!change.endsWith("/checkpoints")) {
        points.add(change.replaceAll("/.*/checkpoints/round-\\d+", "CHECKPOINT"));
      }
    }
    assertEquals(
        Set.of(
            "mkdirs CHECKPOINT",
            "create CHECKPOINT/.state.bin.partial",
            "write to CHECKPOINT/.state.bin.partial",
            "close CHECKPOINT/.state.bin.partial",
            "create CHECKPOINT/.manifest.json.partial",
            "write to CHECKPOINT/.manifest.json.partial",
            "close CHECKPOINT/.manifest.json.partial",
            "delete CHECKPOINT/manifest.json",
            LEFTOVER),
        points);
    int before = runs.checkpointedRounds("halted");
    assertEquals(2, before);
    List<String> sequence = new ArrayList<>(points);
    // Here it meets what the process before it has left, and at the end the older checkpoint.
    sequence.add(sequence.indexOf("close CHECKPOINT/.manifest.json.partial") + 1, LEFTOVER);
    for (String point : sequence) {
      halt(point.replace(".", "\\.").replace("CHECKPOINT", "/.*/checkpoints/round-\\d+"));
      int now = runs.checkpointedRounds("halted");
      assertTrue(now == before || now == before + 1, point + ": " + before + " to " + now);
      before = now;
    }
    try (Driver driver = resume("halted", Map.of())) {
      assertEquals(0, driver.await(DrillRuns.START_TO_END), driver.tail());
    }
    runs.assertLikeUndisturbed("halted");
  }

  /**
   * Goes on until right before some change.
   *
   * @return the changes so far, that one included
   */
  private static List<String> halt(String before) throws IOException, InterruptedException {
    try (Driver driver = resume("halted", TroubledFiles.haltBefore(before))) {
      assertEquals(TroubledFiles.HALTED, driver.await(DrillRuns.START_TO_END), driver.tail());
      return driver
          .log()
          .lines()
          .filter(line -> line.startsWith(TroubledFiles.CHANGE))
          .map(line -> line.substring(TroubledFiles.CHANGE.length()))
          .toList();
    }
  }

  /**
   * The disk that fills up is the kernel's own answer, /dev/full, seen through Hadoop's streams.
   *
   * @param from the file that is the first to find no space
   * @param suffers the files that have no space from then on
   */
  @ParameterizedTest
  @CsvSource({
    "round-000004/.state.bin, /checkpoints/, checkpoint 4 cannot be saved",
    "round-000004/.manifest.json, /checkpoints/, checkpoint 4 cannot be saved",
    "round-000004/.state.bin, /, checkpoint 4 cannot be saved",
    "round-000003/.manifest.json, metrics.jsonl, metrics.jsonl cannot be written",
  })
  void aFullDiskEndsTheRunWithOneLineAndLosesNothing(String from, String suffers, String what)
      throws IOException, InterruptedException {
    String run = "full-" + (from + suffers).replaceAll("[./]+", "-");
    try (Driver driver = resume(run, TroubledFiles.fullFrom(from, suffers))) {
      assertEquals(5, driver.await(DrillRuns.START_TO_END), driver.tail());
      assertEquals(1, driver.errors().size(), driver.tail());
      String error = driver.errors().get(0);
      assertTrue(error.contains(what), error);
      assertTrue(error.endsWith(": No space left on device"), error);
      assertFalse(driver.log().contains("\tat "), driver.tail());
      if (!suffers.equals("/")) {
        assertEquals("FAILED", runs.status(run).get("state").asText());
        assertEquals(5, runs.status(run).get("exitCode").asInt());
        assertEquals(error, "leap: " + runs.status(run).get("error").asText());
      }
    }
    assertEquals(3, runs.checkpointedRounds(run));
    try (Driver driver = resume(run, Map.of())) {
      assertEquals(0, driver.await(DrillRuns.START_TO_END), driver.tail());
    }
    runs.assertLikeUndisturbed(run);
  }
}
