package org.leap.jobs.formats.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;
import org.leap.jobs.formats.BadDataException;

/** The lines of a text file in UTF-8, none of which may be longer than memory allows. */
public final class TextLines {
  private static final int LONGEST = 1 << 26;

  private final DataStream file;
  private final BufferedReader reader;
  private long line;

  /** The lines of a file from its beginning. */
  public TextLines(DataStream file) {
    this.file = file;
    this.reader = new BufferedReader(file.text(), 1 << 16);
  }

  /** Number of the last line, from 1. */
  public long line() {
    return line;
  }

  /**
   * The next line without its end, or null at the end of the file.
   *
   * @throws BadDataException if the file is not UTF-8 text or the line is too long
   */
  public String next() throws IOException {
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
            String.format(
                Locale.ROOT,
                "line %s: is longer than %,d characters; this is no text file of records",
                line,
                LONGEST));
      }
      text.append((char) next);
    }
    return text.toString();
  }
}
