package org.leap.jobs.formats.files;

import java.io.BufferedReader;
import java.io.IOException;
import org.leap.jobs.formats.RecordPosition;

/** The lines of a text file in UTF-8, none of which may be longer than memory allows. */
public final class TextLines {
  private static final int LONGEST = 1 << 26;

  /** Takes lines one by one. */
  public interface Taker {
    /** Takes one line, without its end. */
    void line(String text, RecordPosition at);
  }

  private TextLines() {}

  /**
   * Hands over every line.
   *
   * @throws org.leap.jobs.formats.BadDataException if the file is not UTF-8 text or a line is too
   *     long
   */
  public static void read(DataStream file, Taker taker) throws IOException {
    BufferedReader reader = new BufferedReader(file.text(), 1 << 16);
    int next = reader.read();
    for (long line = 1; next >= 0; line++) {
      RecordPosition at = new RecordPosition(file.name(), line);
      StringBuilder text = new StringBuilder();
      for (; next >= 0 && next != '\n'; next = reader.read()) {
        if (text.length() == LONGEST) {
          throw at.badLine(
              "is longer than %,d characters; this is no text file of records", LONGEST);
        }
        text.append((char) next);
      }
      taker.line(text.toString(), at);
      next = next < 0 ? next : reader.read();
    }
  }
}
