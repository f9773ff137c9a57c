package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What befalls the driver, with Spark in its own process. */
final class DriverDrill {
  private static final int STAGE = 9;

  @TempDir static Path folder;
  private static DrillRuns runs;

  @BeforeAll
  static void trainUndisturbed() throws IOException, InterruptedException {
    runs = new DrillRuns(folder);
  }

  private static void assertResumes(String run) throws IOException, InterruptedException {
    try (Driver driver = runs.train(run, DrillRuns.embedded(Map.of()), "--resume")) {
      // Far less than a lock takes to expire: the dead process is recognized.
      assertEquals(0, driver.await(DrillRuns.RECOVERY), driver.tail());
    }
    runs.assertLikeUndisturbed(run);
  }

  @Test
  void aDriverKilledInTheMiddleOfARoundResumes() throws IOException, InterruptedException {
    Hold hold = runs.hold(1, STAGE);
    try (Driver driver = runs.train("killed", DrillRuns.embedded(hold.conf()))) {
      hold.await(driver);
      driver.kill();
    }
    assertEquals("RUNNING", runs.status("killed").get("state").asText());
    assertEquals(6, runs.checkpointedRounds("killed"));
    assertResumes("killed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void aSignalAbandonsTheRoundSavesTheLastAverageAndEndsWith130(String signal)
      throws IOException, InterruptedException {
    String run = "signalled-" + signal;
    Hold hold = runs.hold(1, STAGE);
    try (Driver driver = runs.train(run, DrillRuns.embedded(hold.conf()))) {
      hold.await(driver);
      driver.signal(signal);
      assertEquals(130, driver.await(DrillRuns.RECOVERY), driver.tail());
      assertEquals(
          List.of(
              "leap: interrupted: saving the last average (once more to stop at once)",
              "leap: interrupted; leap train --resume goes on"),
          driver.errors());
    }
    assertEquals("INTERRUPTED", runs.status(run).get("state").asText());
    assertEquals(130, runs.status(run).get("exitCode").asInt());
    int rounds = runs.status(run).get("rounds").asInt();
    assertTrue(rounds > 0 && rounds % 3 != 0, "no checkpoint was due after " + rounds + " rounds");
    assertEquals(rounds, runs.checkpointedRounds(run));
    assertResumes(run);
  }

  /** However long it takes: of three epochs of five rounds, the sixth stage is an evaluation. */
  @Test
  void aSignalDuringAnEvaluationSavesTheRoundBeforeItWithinSeconds()
      throws IOException, InterruptedException {
    Hold hold = runs.hold(1, 5);
    try (Driver driver = runs.train("evaluating", DrillRuns.embedded(hold.conf()))) {
      hold.await(driver);
      driver.signal("TERM");
      assertEquals(130, driver.await(Duration.ofSeconds(10)), driver.tail());
    }
    assertEquals("INTERRUPTED", runs.status("evaluating").get("state").asText());
    assertEquals(0, runs.status("evaluating").get("epochs").asInt());
    assertEquals(5, runs.checkpointedRounds("evaluating"));
    assertFalse(Files.exists(runs.path("evaluating").resolve("lock.json")));
    assertResumes("evaluating");
  }
}
