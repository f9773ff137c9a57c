package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FingerprintTest {
  private final String here = Fingerprint.ofThisProcess();

  @Test
  void versionOfTheNativeBinariesIsTold() {
    assertTrue(here.matches(".*, nd4j [0-9]+[.][0-9]+[.][0-9]+.*"), here);
  }

  @Test
  void checkpointsOfVersionsThatDidNotKnowItAreGoneOnWith() {
    assertTrue(Fingerprint.isOfThisProcess(here));
    assertTrue(Fingerprint.isOfThisProcess(here.replaceFirst("nd4j .*", "nd4j null")));
    assertFalse(Fingerprint.isOfThisProcess(here.replaceFirst("nd4j .*", "nd4j 0.9.1")));
    assertFalse(Fingerprint.isOfThisProcess("another " + here));
  }
}
