package org.leap.spark.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.leap.core.onednn.OneDnn;

class FingerprintTest {
  private final String here = Fingerprint.ofThisProcess();

  @Test
  void versionOfTheNativeBinariesIsTold() {
    assertTrue(here.matches(".*, nd4j [0-9]+[.][0-9]+[.][0-9]+.*"), here);
  }

  @Test
  void instructionsOfOneDnnAreTold() {
    assertTrue(here.endsWith(OneDnn.description()), here);
  }
}
