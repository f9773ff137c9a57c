package org.leap.jobs.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class ParametersDigestTest {
  /** {@code printf '\0\0\200\77\0\0\0\300' | sha256sum}: the floats 1 and -2, little-endian. */
  @Test
  void bytesAreLittleEndianFloats() {
    assertEquals(
        "ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b",
        ParametersDigest.sha256(new float[] {1, -2}));
  }

  @Test
  void everyBlockCounts() {
    float[] parameters = new float[10_000];
    String before = ParametersDigest.sha256(parameters);
    parameters[9_999] = 1;
    assertNotEquals(before, ParametersDigest.sha256(parameters));
  }
}
