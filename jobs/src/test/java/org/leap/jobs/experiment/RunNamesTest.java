package org.leap.jobs.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunNamesTest {
  @Test
  void equalRunsShareANameAndOthersDoNot() {
    RunNames names = new RunNames();
    assertEquals("constant_seed1", names.of("key 1", List.of("constant", "seed1")));
    assertEquals("constant_seed1", names.of("key 1", List.of("other words")));
    assertEquals("Constant_seed1_2", names.of("key 2", List.of("Constant", "seed1")));
  }

  @Test
  void namesAreSafeOnEveryFileSystem() {
    RunNames names = new RunNames();
    assertEquals("etc-passwd_a-b-c_x", names.of("k", List.of("../../etc/passwd", "a: b|c", ".x.")));
  }

  /** Names of the same run do not depend on which others were named before. */
  @Test
  void longNamesAreToldApartByWhatTheyAreAndNotByTheirOrder() {
    List<String> words = List.of("a".repeat(40), "b".repeat(40), "leap");
    List<String> first = with(words, "seed1");
    List<String> second = with(words, "seed2");
    RunNames names = new RunNames();
    RunNames reversed = new RunNames();
    String one = names.of("key 1", first);
    String two = names.of("key 2", second);
    assertEquals(two, reversed.of("key 2", second));
    assertEquals(one, reversed.of("key 1", first));
    assertTrue(one.matches("a{40}_b{34}_[0-9a-f]{8}_seed1"), one);
    assertTrue(two.matches("a{40}_b{34}_[0-9a-f]{8}_seed2"), two);
    assertEquals(90, one.length());
  }

  @Test
  void namesThatAreNotTooLongStayAsTheyWere() {
    List<String> parts = List.of("a".repeat(40), "b".repeat(38), "leap", "seed1");
    assertEquals(90, String.join("_", parts).length());
    assertEquals(String.join("_", parts), new RunNames().of("k", parts));
  }

  private static List<String> with(List<String> words, String seed) {
    return Stream.concat(words.stream(), Stream.of(seed)).toList();
  }
}
