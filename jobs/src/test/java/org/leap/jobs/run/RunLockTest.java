package org.leap.jobs.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leap.spark.storage.Folder;

class RunLockTest {
  @TempDir private Path dir;
  private Folder folder;

  @BeforeEach
  void openFolder() throws IOException {
    folder = Folder.at(dir.toString(), new Configuration());
  }

  private RunLock acquire(String application) throws IOException {
    return RunLock.acquire(folder, application, Duration.ZERO, () -> {});
  }

  private void write(LockOwner owner) throws IOException {
    Files.writeString(dir.resolve(RunLock.FILE), owner.json());
  }

  @Test
  void aSecondJobIsTurnedAwayWithTheNameOfTheFirst() throws IOException {
    RunLock first = acquire("app-1");
    var e = assertThrows(RunInUseException.class, () -> acquire("app-2"));
    assertTrue(
        e.getMessage()
            .matches(
                "run folder .* is in use by process \\d+ on .* \\(app-1\\): wait for it, or choose another --run-dir"),
        e.getMessage());
    first.close();
    assertFalse(Files.exists(dir.resolve(RunLock.FILE)));
    acquire("app-2").close();
  }

  @Test
  void theLockOfADeadProcessIsTakenOverAtOnce() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    LockOwner me = LockOwner.thisProcess("app-1");
    write(new LockOwner(me.host(), process.pid(), "long ago", "app-0", "token", 3));
    acquire("app-1").close();
  }

  /** Process numbers come around: what counts is that it is the same process. */
  @Test
  void anotherProcessWithTheSameNumberDoesNotHoldTheLock() throws IOException {
    LockOwner me = LockOwner.thisProcess("app-1");
    write(new LockOwner(me.host(), me.process(), "1970-01-01T00:00:00Z", "app-0", "token", 3));
    acquire("app-1").close();
  }

  @Test
  void aLaterAttemptOfTheSameApplicationTakesOver() throws IOException {
    write(new LockOwner("elsewhere", 1, "", "application_7", "token", 3));
    assertThrows(RunInUseException.class, () -> acquire("application_8"));
    acquire("application_7").close();
  }

  @Test
  void anotherMachinesLockIsRespectedAndDamagedOnesToo() throws IOException {
    write(new LockOwner("elsewhere", 1, "", "app-0", "token", 3));
    assertThrows(RunInUseException.class, () -> acquire("app-1"));
    Files.writeString(dir.resolve(RunLock.FILE), "{half");
    assertThrows(RunInUseException.class, () -> acquire("app-1"));
  }

  @Test
  void ofManyThatTakeOverADeadLockExactlyOneSucceeds() throws Exception {
    LockOwner me = LockOwner.thisProcess("app");
    for (int trial = 0; trial < 100; trial++) {
      write(new LockOwner(me.host(), me.process(), "1970-01-01T00:00:00Z", "old", "t" + trial, 0));
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Callable<RunLock>> jobs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String application = "app-" + i;
        jobs.add(
            () -> {
              try {
                return acquire(application);
              } catch (RunInUseException e) {
                return null;
              }
            });
      }
      List<RunLock> held = new ArrayList<>();
      for (Future<RunLock> job : threads.invokeAll(jobs)) {
        if (job.get() != null) {
          held.add(job.get());
        }
      }
      threads.shutdown();
      assertEquals(1, held.size(), "trial " + trial);
      held.get(0).close();
    }
  }
}
