package org.leap.jobs.formats.files;

import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.leap.jobs.formats.BadDataException;

/**
 * The text of a file in UTF-8, without the byte order mark that some programs put in front. Other
 * encodings are refused: decoded leniently, different names would become one.
 */
final class Utf8Reader extends Reader {
  // Small, since a file may be one label of millions.
  private static final int BUFFER = 1 << 12;
  private static final char MARK = '\uFEFF';

  private final DataStream file;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).flip();
  // Never too small: no byte becomes more than one char.
  private final CharBuffer chars = CharBuffer.allocate(BUFFER).flip();
  private boolean begun;
  private boolean ended;
  private long decoded;
  private long line = 1;

  Utf8Reader(DataStream file) {
    this.file = file;
  }

  @Override
  public int read(char[] target, int from, int length) throws IOException {
    while (!chars.hasRemaining()) {
      if (ended) {
        return -1;
      }
      decode();
    }
    int count = Math.min(length, chars.remaining());
    chars.get(target, from, count);
    return count;
  }

  private void decode() throws IOException {
    bytes.compact();
    int read = file.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = read < 0;
    bytes.position(bytes.position() + Math.max(0, read)).flip();
    chars.clear();
    CoderResult result = decoder.decode(bytes, chars, ended);
    chars.flip();
    count();
    if (result.isError()) {
      throw new BadDataException(
          file.name(),
          "line %s: byte %s (0x%02x) is not UTF-8 text; save the file as UTF-8",
          line,
          decoded,
          bytes.get(bytes.position()));
    }
    if (!begun && chars.hasRemaining()) {
      begun = true;
      if (chars.charAt(0) == MARK) {
        chars.get();
      }
    }
  }

  private void count() {
    for (int i = 0; i < bytes.position(); i++) {
      if (bytes.get(i) == '\n') {
        line++;
      }
    }
    decoded += bytes.position();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
