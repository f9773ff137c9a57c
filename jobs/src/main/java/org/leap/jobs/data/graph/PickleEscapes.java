package org.leap.jobs.data.graph;

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
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || (!bytes && (i + 1 == text.length() || text.charAt(i + 1) != 'u'))) {
        result.append(c);
        continue;
      }
      i++;
      char escape = i < text.length() ? text.charAt(i) : 0;
      switch (escape) {
        case 'n' -> result.append('\n');
        case 'r' -> result.append('\r');
        case 't' -> result.append('\t');
        case '\\', '\'', '"' -> result.append(escape);
        case 'x' -> {
          result.append(hexadecimal(text, i + 1, 2));
          i += 2;
        }
        case 'u' -> {
          result.append(hexadecimal(text, i + 1, 4));
          i += 4;
        }
        default -> throw new IllegalArgumentException("holds a text with an unknown escape");
      }
    }
    return result.toString();
  }

  private static char hexadecimal(String text, int start, int digits) {
    if (start + digits > text.length()) {
      throw new IllegalArgumentException("holds a text that ends within an escape");
    }
    return (char) Integer.parseInt(text.substring(start, start + digits), 16);
  }
}
