package org.leap.jobs.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotedTest {
  @Test
  void whatATerminalObeysOrHidesIsEscaped() {
    assertEquals("\"a\\u001b[31m\\u202eb\\u000a\\\"\"", Quoted.of("a\u001b[31m\u202eb\n\""));
    assertEquals("a\\u001b[31m\\u202eb c\"", Quoted.bare("a\u001b[31m\u202eb\n c\""));
    assertEquals(
        "\\u00a0\\ufeff\\ud800\\U000e0041", Quoted.visible("\u00a0\ufeff\ud800\udb40\udc41"));
  }

  @Test
  void whatCanBeReadStays() {
    assertEquals(
        "Größe \u2013 \u5927 \ud83d\ude00", Quoted.bare("Größe \u2013 \u5927 \ud83d\ude00"));
  }

  @Test
  void aQuoteIsShort() {
    String smile = "\ud83d\ude00";
    assertEquals("\"" + "x".repeat(200) + "\"", Quoted.of("x".repeat(200)));
    assertEquals("\"" + "x".repeat(200) + "...\"", Quoted.of("x".repeat(201)));
    assertEquals(smile.repeat(200) + "...", Quoted.bare(smile.repeat(300)));
  }

  @Test
  void ofManyNamesTheFirstAreListed() {
    assertEquals("[a, \\u202eb]", Quoted.list(List.of("a", "\u202eb")));
    assertEquals(
        "[a, a, a, a, a, a, a, a, a, a] and so on", Quoted.list(Collections.nCopies(11, "a")));
  }

  /** Twice is as once: messages pass through more than one hand. */
  @Test
  void whatIsVisibleStaysAsItIs() {
    String once = Quoted.visible("\u001b\\u202e\u202e");
    assertEquals(once, Quoted.visible(once));
  }
}
