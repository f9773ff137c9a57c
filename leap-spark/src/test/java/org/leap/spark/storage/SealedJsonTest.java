package org.leap.spark.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.leap.spark.storage.SealedJson.Seal;

class SealedJsonTest {
  private static final String OBJECT = "{\"a\":1,\"b\":\"x,\\\"checksum\\\":\\\"y\"}";

  @Test
  void whatWasSealedIsReadBack() {
    assertEquals(
        new SealedJson(OBJECT, Seal.GOOD), SealedJson.parse(SealedJson.seal(OBJECT + "\n")));
    assertEquals(new SealedJson(OBJECT, Seal.NONE), SealedJson.parse(OBJECT));
  }

  @Test
  void noChangeOfACharacterPasses() {
    String sealed = SealedJson.seal(OBJECT);
    for (int i = 0; i < sealed.length(); i++) {
      for (char other : new char[] {'0', '}', ' ', '\ufffd'}) {
        String changed = sealed.substring(0, i) + other + sealed.substring(i + 1);
        if (!changed.equals(sealed)) {
          assertNotEquals(Seal.GOOD, SealedJson.parse(changed).seal(), changed);
        }
      }
      assertNotEquals(Seal.GOOD, SealedJson.parse(sealed.substring(0, i)).seal());
    }
  }
}
