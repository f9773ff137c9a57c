package org.leap.jobs.progress;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WatchedTest {
  @Test
  void answerOfTheCommandCounts() {
    assertTrue(ProgressOnTerminal.isWatched(new ProcessBuilder("test", "-n", "x")));
    assertFalse(ProgressOnTerminal.isWatched(new ProcessBuilder("test", "-z", "x")));
  }

  @Test
  void pipeIsNoTerminal() {
    assertFalse(ProgressOnTerminal.isWatched(new ProcessBuilder("test", "-t", "2")));
  }

  @Test
  void missingCommandMeansNoTerminal() {
    assertFalse(ProgressOnTerminal.isWatched(new ProcessBuilder("no-such-command-here")));
  }
}
