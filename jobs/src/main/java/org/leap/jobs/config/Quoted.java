package org.leap.jobs.config;

/** Text in double quotes: shortened for a message, or in full for a YAML file. */
final class Quoted {
  private static final int LONGEST = 60;

  private Quoted() {}

  /** For a message: one line, at most 60 characters of the text. */
  static String of(String text) {
    if (text.codePointCount(0, text.length()) <= LONGEST) {
      return inFull(text);
    }
    return inFull(text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "...");
  }

  /** A double-quoted YAML scalar of the whole text. */
  static String inFull(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> append(quoted, c));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int c) {
    if (c == '"' || c == '\\') {
      quoted.append('\\').append((char) c);
    } else if ((c >= ' ' && c < 0x7f) || (c > 0x7f && Character.isLetterOrDigit(c))) {
      quoted.appendCodePoint(c);
    } else {
      quoted.append(String.format(c > 0xffff ? "\\U%08x" : "\\u%04x", c));
    }
  }
}
