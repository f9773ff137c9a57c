package org.leap.jobs.data.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.files.DataStream;

/** The lines of a text file, none of which may be longer than memory allows. */
final class TextLines {
  private static final int LONGEST = 1 << 26;

  private final DataStream file;
  private final BufferedReader reader;
  private long line;

  TextLines(DataStream file) {
    this.file = file;
    this.reader = new BufferedReader(new InputStreamReader(file, UTF_8), 1 << 16);
  }

  /** Number of the last line, from 1. */
  long line() {
    return line;
  }

  /** The next line without its end, or null at the end of the file. */
  String next() throws IOException {
    StringBuilder text = new StringBuilder();
    int next = reader.read();
    if (next < 0) {
      return null;
    }
    line++;
    for (; next >= 0 && next != '\n'; next = reader.read()) {
      if (text.length() == LONGEST) {
        throw new BadDataException(
            file.name(),
            "line %d: is longer than %,d characters; this is no text file of records"
                .formatted(line, LONGEST));
      }
      text.append((char) next);
    }
    return text.toString();
  }
}
