package org.leap.jobs.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
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
}
