package org.leap.jobs.formats.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.leap.jobs.formats.Collected.assertBad;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Utf8ReaderTest {
  /** In pieces of one byte, so that every character is cut. */
  private static Reader reader(byte[] bytes) {
    InputStream pieces =
        new ByteArrayInputStream(bytes) {
          @Override
          public synchronized int read(byte[] target, int from, int length) {
            return super.read(target, from, Math.min(1, length));
          }
        };
    return DataStream.of("a.txt", pieces).text();
  }

  private static String read(Reader reader) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int c = reader.read(); c >= 0; c = reader.read()) {
      text.append((char) c);
    }
    return text.toString();
  }

  @Test
  void textArrivesWhole() throws IOException {
    String text = "a\u00f6\u20ac\ud83d\ude00\uFEFF\n".repeat(20_000);
    assertEquals(text, read(reader(text.getBytes(UTF_8))));
    assertEquals(
        text, read(DataStream.of("", new ByteArrayInputStream(text.getBytes(UTF_8))).text()));
    assertEquals("", read(reader(new byte[0])));
  }

  @Test
  void markIsTakenAway() throws IOException {
    assertEquals("a", read(reader("\uFEFFa".getBytes(UTF_8))));
    assertEquals("", read(reader("\uFEFF".getBytes(UTF_8))));
  }

  @Test
  void lineAndByteAreNamed() {
    byte[] bytes = ("x".repeat(99_999) + "\n\n?").getBytes(UTF_8);
    bytes[100_001] = (byte) 0xe4;
    String expected = "a.txt: line 3: byte 100001 (0xe4) is not UTF-8 text; save the file as UTF-8";
    assertBad(() -> read(reader(bytes)), expected);
    byte[] cut = Arrays.copyOf("a\n\u20ac".getBytes(UTF_8), 4);
    assertBad(() -> read(reader(cut)), "a.txt: line 2: byte 2 (0xe2) is not UTF-8 text");
    assertBad(
        () -> read(reader(new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0})),
        "a.txt: line 1: byte 0 (0xff) is not UTF-8 text");
  }
}
