package org.leap.jobs.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.leap.jobs.process.ExitCode;
import org.leap.jobs.process.Failure;

class ClaimedFolderTest {
  private static void assertSays(Lock.Loss loss, ExitCode exitCode, String message) {
    Failure failure = ClaimedFolder.failure(loss, "run folder", "/runs/a");
    assertEquals(exitCode, failure.exitCode());
    assertTrue(failure.message().contains(message), failure.message());
  }

  @Test
  void whoLosesAFolderIsToldWhatHappenedToIt() {
    assertSays(Lock.Loss.TAKEN, ExitCode.IN_USE, "another job has taken over run folder /runs/a");
    assertSays(
        Lock.Loss.DELETED,
        ExitCode.INFRASTRUCTURE,
        "run folder /runs/a was deleted or moved away while the job worked in it");
    assertSays(
        Lock.Loss.UNSEEN,
        ExitCode.INFRASTRUCTURE,
        "the lock of run folder /runs/a could not be read");
  }
}
