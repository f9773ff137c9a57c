package org.leap.jobs.formats.graph;

/** Texts of protocol 0, which are written in characters. */
final class PickleEscapes {
  private PickleEscapes() {}

  /** A text in quotes, as Python 2 writes its bytes. */
  static String quoted(String line) {
    char quote = line.isEmpty() ? 0 : line.charAt(0);
    if (line.length() < 2
        || (quote != '\'' && quote != '"')
        || line.charAt(line.length() - 1) != quote) {
      throw new IllegalArgumentException("holds a text without its quotes");
    }
    return unescaped(line.substring(1, line.length() - 1), true);
  }

  /** A text without quotes, in which only \\u escapes are known. */
  static String unicode(String line) {
    return unescaped(line, false);
  }

  private static String unescaped(String text, boolean bytes) {
    StringBuilder result = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\\' || (!bytes && !text.startsWith("u", at))) {
        result.append(c);
        continue;
      }
      char escape = at < text.length() ? text.charAt(at++) : 0;
      int digits = escape == 'x' ? 2 : escape == 'u' ? 4 : 0;
      result.append(digits > 0 ? hexadecimal(text, at, digits) : single(escape));
      at += digits;
    }
    return result.toString();
  }

  private static char single(char escape) {
    return switch (escape) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case '\\', '\'', '"' -> escape;
      default -> throw new IllegalArgumentException("holds a text with an unknown escape");
    };
  }

  private static char hexadecimal(String text, int start, int digits) {
    if (start + digits > text.length()) {
      throw new IllegalArgumentException("holds a text that ends within an escape");
    }
    return (char) Integer.parseInt(text.substring(start, start + digits), 16);
  }
}
