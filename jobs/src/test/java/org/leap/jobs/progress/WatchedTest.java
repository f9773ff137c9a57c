package org.leap.jobs.progress;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WatchedTest {
  @Test
  void answerOfTheCommandCounts() {
    assertTrue(Watched.isTerminal(new ProcessBuilder("test", "-n", "x")));
    assertFalse(Watched.isTerminal(new ProcessBuilder("test", "-z", "x")));
  }

  @Test
  void pipeIsNoTerminal() {
    assertFalse(Watched.isTerminal(new ProcessBuilder("test", "-t", "2")));
  }

  @Test
  void missingCommandMeansNoTerminal() {
    assertFalse(Watched.isTerminal(new ProcessBuilder("no-such-command-here")));
  }
}
