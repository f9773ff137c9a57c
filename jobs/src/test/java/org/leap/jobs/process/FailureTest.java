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
    assertEquals(
        new Failure(
            ExitCode.INFRASTRUCTURE, "OutOfMemoryError: Java heap space (--debug shows where)"),
        Failure.of(new OutOfMemoryError("Java heap space")));
  }

  @Test
  void whatATerminalWouldObeyIsEscapedInEveryLine() {
    assertEquals(
        "a: \\u001b[31m\nb: \\u202e",
        new Failure(ExitCode.USAGE, "a: \u001b[31m\nb: \u202e").message());
  }
}
