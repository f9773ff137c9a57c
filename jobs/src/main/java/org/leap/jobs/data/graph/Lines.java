package org.leap.jobs.data.graph;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.data.files.DataStream;

/** Reads a file of comma-separated lines. Names have no commas, so quotes have no meaning. */
final class Lines {
  /** More than a line of features needs, and a bound on memory. */
  private static final int LONGEST_LINE = 1 << 26;

  private final String file;
  private long number;

  private Lines(String file) {
    this.file = file;
  }

  /** Takes the fields of a line, without the spaces around them. */
  @FunctionalInterface
  interface Taker {
    void take(Lines at, String[] fields);
  }

  /**
   * Hands over every line that is not blank.
   *
   * @param expected what the file should hold, for messages
   */
  static void read(String file, String expected, Configuration hadoop, Taker taker)
      throws IOException {
    Lines lines = new Lines(file);
    try (DataStream bytes = DataStream.open(file, expected, hadoop);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
      StringBuilder line = new StringBuilder();
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        if (c != '\n') {
          line.append((char) c);
          lines.refuseLong(line);
          continue;
        }
        lines.take(line.toString(), taker);
        line.setLength(0);
      }
      lines.take(line.toString(), taker);
    }
  }

  private void refuseLong(StringBuilder line) {
    if (line.length() > LONGEST_LINE) {
      throw bad("longer than %d characters, expected lines of text".formatted(LONGEST_LINE));
    }
  }

  private void take(String line, Taker taker) {
    number++;
    if (line.isBlank()) {
      return;
    }
    String[] fields = line.split(",", -1);
    for (int i = 0; i < fields.length; i++) {
      fields[i] = fields[i].strip();
    }
    taker.take(this, fields);
  }

  boolean isFirst() {
    return number == 1;
  }

  /** An error at the current line. */
  BadDataException bad(String problem) {
    return new BadDataException(file, "line %d: %s".formatted(number, problem));
  }

  /** Whether a text could be the name of a column rather than a number. */
  static boolean isWord(String text) {
    return !text.isEmpty() && !text.matches("[-+.]?[0-9][-+.0-9eE]*");
  }
}
