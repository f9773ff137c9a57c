package org.leap.jobs.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SpanTest {
  @Test
  void epochsBecomeStepsAndStepsStay() {
    assertEquals(70, Span.epochs(7).toSteps(10));
    assertEquals(7, Span.steps(7).toSteps(10));
  }

  @Test
  void stepsBeyondALongAreAnError() {
    assertThrows(IllegalArgumentException.class, () -> Span.epochs(Long.MAX_VALUE).toSteps(2));
  }

  @Test
  void textIsAsWritten() {
    assertEquals("1 epoch", Span.epochs(1).toString());
    assertEquals("500 steps", Span.steps(500).toString());
  }

  @Test
  void emptySpanIsRefused() {
    var refused = assertThrows(IllegalArgumentException.class, () -> Span.steps(0));

    assertEquals("A span is at least 1 step or epoch, not 0", refused.getMessage());
  }
}
