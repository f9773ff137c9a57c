package org.leap.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NetworkViewTest {
  private static final Pattern ASKS =
      Pattern.compile(
          "(instanceof|case) +(MultiLayerNetwork|ComputationGraph)\\b"
              + "|\\((MultiLayerNetwork|ComputationGraph)\\) *[\\w(]"
              + "|(MultiLayerNetwork|ComputationGraph)\\.class");

  @Test
  void nothingElseAsksOfWhichKindANetworkIs() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      List<String> asking =
          files
              .filter(file -> file.toString().matches("\\.\\./[^/]+/src/main/.*\\.java"))
              .filter(NetworkViewTest::asks)
              .map(file -> file.getFileName().toString())
              .toList();
      assertEquals(List.of("NetworkView.java"), asking);
    }
  }

  private static boolean asks(Path file) {
    try {
      return ASKS.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
