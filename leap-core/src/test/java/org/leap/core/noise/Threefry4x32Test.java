package org.leap.core.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Threefry4x32Test {
  /** The known answers that Random123 publishes: rounds, counter, key, words. */
  @ParameterizedTest
  @CsvSource({
    "13, 00000000 00000000 00000000 00000000, 00000000 00000000 00000000 00000000,"
        + " 531c7e4f 39491ee5 2c855a92 3d6abf9a",
    "13, ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff ffffffff ffffffff,"
        + " c4189358 1c9cc83a d5881c67 6a0a89e0",
    "13, 243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0 082efa98 ec4e6c89,"
        + " 4aa71d8f 734738c2 431fc6a8 ae6debf1",
    "20, 00000000 00000000 00000000 00000000, 00000000 00000000 00000000 00000000,"
        + " 9c6ca96a e17eae66 fc10ecd4 5256a7d8",
    "20, ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff ffffffff ffffffff,"
        + " 2a881696 57012287 f6c7446e a16a6732",
    "20, 243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0 082efa98 ec4e6c89,"
        + " 59cd1dbb b8879579 86b5d00c ac8b6d84",
    "72, 00000000 00000000 00000000 00000000, 00000000 00000000 00000000 00000000,"
        + " 93171da6 9220326d b392b7b1 ff58a002",
    "72, ffffffff ffffffff ffffffff ffffffff, ffffffff ffffffff ffffffff ffffffff,"
        + " 60743f3d 9961e684 aab21c34 8c65fb7d",
    "72, 243f6a88 85a308d3 13198a2e 03707344, a4093822 299f31d0 082efa98 ec4e6c89,"
        + " 09930adf 7f27bd55 9ed68ce1 97f803f6"
  })
  void givesTheKnownAnswersOfRandom123(int rounds, String counter, String key, String words) {
    int[] x = words(counter);
    int[] k = words(key);
    Threefry4x32.encrypt(rounds, k[0], k[1], k[2], k[3], x);
    assertArrayEquals(words(words), x);
  }

  private static int[] words(String hex) {
    return java.util.Arrays.stream(hex.trim().split(" "))
        .mapToInt(word -> Integer.parseUnsignedInt(word, 16))
        .toArray();
  }
}
