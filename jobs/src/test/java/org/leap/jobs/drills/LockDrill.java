package org.leap.jobs.drills;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two jobs, one run folder. */
final class LockDrill {
  private static final int STAGE = 9;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What a lock of another machine takes to expire, and how long a job waits for that. */
  private static final Duration EXPIRY = Duration.ofSeconds(60);

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir static Path folder;
  private static DrillRuns runs;

  @BeforeAll
  static void trainUndisturbed() throws IOException, InterruptedException {
    runs = new DrillRuns(folder);
  }

  private static Driver train(String run, Map<String, String> conf, String... options)
      throws IOException {
    return runs.train(run, DrillRuns.embedded(conf), options);
  }

  private static Path lock(String run) {
    return runs.path(run).resolve("lock.json");
  }

  /** A job that comes later finds the folder in use, whatever it asks for, and harms nothing. */
  @Test
  void aLaterJobEndsWithoutTouchingTheOwnersFiles() throws IOException, InterruptedException {
    Hold hold = runs.hold(1, STAGE);
    try (Driver first = train("later", hold.conf())) {
      hold.await(first);
      try (Driver same = train("later", Map.of());
          Driver resume = train("later", Map.of(), "--resume");
          Driver restart = train("later", Map.of(), "--restart")) {
        assertEquals(2, same.await(DrillRuns.START_TO_END), same.tail());
        assertTrue(same.errors().get(0).contains("exists: choose another"), same.tail());
        for (Driver other : List.of(resume, restart)) {
          assertEquals(6, other.await(DrillRuns.START_TO_END), other.tail());
          assertTrue(other.errors().get(0).contains(" is in use by process "), other.tail());
        }
      }
      assertEquals("RUNNING", runs.status("later").get("state").asText());
      hold.release();
      assertEquals(0, first.await(DrillRuns.RECOVERY), first.tail());
    }
    runs.assertLikeUndisturbed("later");
  }

  @Test
  void ofThreeJobsThatStartAtOnceExactlyOneTrains() throws IOException, InterruptedException {
    Hold hold = runs.hold(1, STAGE);
    List<Driver> drivers = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        drivers.add(train("at-once", hold.conf(), "--resume"));
      }
      long end = System.nanoTime() + DrillRuns.START_TO_END.toNanos();
      while (drivers.stream().filter(Driver::isAlive).count() > 1) {
        assertTrue(System.nanoTime() < end, "more than one still run");
        Thread.sleep(100);
      }
      hold.release();
      List<Integer> exitCodes = new ArrayList<>();
      for (Driver driver : drivers) {
        exitCodes.add(driver.await(DrillRuns.START_TO_END));
      }
      exitCodes.sort(null);
      assertEquals(List.of(0, 6, 6), exitCodes);
    } finally {
      drivers.forEach(Driver::close);
    }
    runs.assertLikeUndisturbed("at-once");
  }

  /** Far less than a lock takes to expire: on its own machine a dead process is recognized. */
  @Test
  void aDeadJobsLockIsTakenOverAtOnceOnTheSameMachine() throws IOException, InterruptedException {
    cut("dead");
    try (Driver driver = train("dead", Map.of(), "--resume")) {
      assertEquals(0, driver.await(EXPIRY), driver.tail());
      assertTrue(driver.log().contains("taking over "), driver.tail());
    }
    runs.assertLikeUndisturbed("dead");
  }

  @Test
  void anotherMachinesLockIsTakenOverWhenItExpiresAndNotWhileItIsRenewed()
      throws IOException, InterruptedException {
    cut("silent");
    cut("renewed");
    renew("silent", 0);
    renew("renewed", 0);
    String status = Files.readString(runs.path("renewed").resolve("status.json"));
    long begin = System.nanoTime();
    try (Driver silent = train("silent", Map.of(), "--resume");
        Driver renewed = train("renewed", Map.of(), "--resume")) {
      int renewals = 0;
      while (renewed.isAlive()) {
        Duration passed = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(passed.compareTo(PATIENCE.plus(DrillRuns.START_TO_END)) < 0, "no end");
        if (passed.compareTo(EXPIRY) < 0) {
          assertTrue(Files.readString(lock("silent")).contains("elsewhere"), "after " + passed);
        }
        Thread.sleep(5_000);
        if (renewed.isAlive()) {
          renew("renewed", ++renewals);
        }
      }
      assertTrue(System.nanoTime() - begin > PATIENCE.toNanos(), "it did not wait");
      assertEquals(6, renewed.await(Duration.ZERO), renewed.tail());
      assertTrue(
          renewed.errors().get(0).contains("is in use by process 1 on elsewhere"), renewed.tail());
      assertEquals(status, Files.readString(runs.path("renewed").resolve("status.json")));
      assertEquals(0, silent.await(DrillRuns.START_TO_END), silent.tail());
    }
    runs.assertLikeUndisturbed("silent");
  }

  @Test
  void aRunWhoseFolderIsDeletedEndsAndItsRemainsAreNotResumed()
      throws IOException, InterruptedException {
    Hold hold = runs.hold(1, STAGE);
    try (Driver driver = train("deleted", hold.conf())) {
      hold.await(driver);
      FileUtils.deleteDirectory(runs.path("deleted").toFile());
      hold.release();
      int exitCode = driver.await(DrillRuns.RECOVERY);
      assertEquals(5, exitCode, driver.tail());
      assertTrue(driver.log().contains("was deleted or moved away"), driver.tail());
    }
    Files.createDirectories(runs.path("deleted").resolve("checkpoints"));
    try (Driver driver = train("deleted", Map.of(), "--resume")) {
      assertEquals(2, driver.await(DrillRuns.START_TO_END), driver.tail());
      assertTrue(driver.errors().get(0).contains(" but no config.yaml"), driver.tail());
    }
  }

  /** Leaves a run as {@code kill -9} does. */
  private static void cut(String run) throws IOException, InterruptedException {
    Hold hold = runs.hold(1, STAGE);
    try (Driver driver = train(run, hold.conf())) {
      hold.await(driver);
      driver.kill();
    }
    assertTrue(Files.exists(lock(run)));
  }

  /** Writes the lock as its holder would, were it on another machine. */
  private static void renew(String run, int renewals) throws IOException {
    ObjectNode owner = (ObjectNode) JSON.readTree(lock(run).toFile());
    owner.put("host", "elsewhere").put("process", 1).put("renewals", renewals);
    Path next = Files.writeString(folder.resolve("lock-" + run), JSON.writeValueAsString(owner));
    Files.move(next, lock(run), StandardCopyOption.ATOMIC_MOVE);
  }
}
