package org.leap.jobs.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.leap.jobs.formats.BadDataException;

class FailureTest {
  @Test
  void theCauseDecidesTheExitCode() {
    BadDataException bad = new BadDataException("a.gz", "is empty");
    assertEquals(
        new Failure(ExitCode.BAD_DATA, "a.gz: is empty"),
        Failure.of(new IllegalStateException("job aborted", new RuntimeException(bad))));
    assertEquals(
        ExitCode.USAGE, Failure.of(new RuntimeException(new UsageException("no"))).exitCode());
  }

  @Test
  void whatNobodyForesawIsOneLineThatTellsHowToSeeMore() {
    assertEquals(
        new Failure(ExitCode.INFRASTRUCTURE, "IOException: broken (--debug shows where)"),
        Failure.of(new IOException("broken\n  at some.Place")));
  }

  /** Of executors only the text comes, with their stack. */
  @Test
  void whoRunsOutOfMemoryIsToldWhereMoreComesFrom() {
    Failure failure =
        new Failure(
            ExitCode.INFRASTRUCTURE,
            "OutOfMemoryError: Java heap space; give it more memory: LEAP_MEMORY where Spark runs in this process, spark.driver.memory and spark.executor.memory on a cluster (--debug shows where)");
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    assertEquals(failure, Failure.of(error));
    assertEquals(failure, Failure.of(new IllegalStateException("Job aborted", error)));
    assertEquals(
        failure,
        Failure.of(new IOException("Lost task 0.0 (TID 8): " + error + "\n\tat some.Place")));
  }

  @Test
  void moreMemoryIsNoAnswerToEveryLimit() {
    assertEquals(
        new Failure(
            ExitCode.INFRASTRUCTURE,
            "OutOfMemoryError: unable to create native thread (--debug shows where)"),
        Failure.of(new OutOfMemoryError("unable to create native thread")));
  }

  @Test
  void whatATerminalWouldObeyIsEscapedInEveryLine() {
    assertEquals(
        "a: \\u001b[31m\nb: \\u202e",
        new Failure(ExitCode.USAGE, "a: \u001b[31m\nb: \u202e").message());
  }
}
