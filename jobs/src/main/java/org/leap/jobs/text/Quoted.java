package org.leap.jobs.text;

import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Text that others wrote (names, cells, keys, messages about them) on its way into a message. What
 * a terminal obeys, hides or turns around is written as {@code \}{@code uXXXX}, and a quote is
 * short.
 */
public final class Quoted {
  /** Of one quote. */
  static final int LONGEST = 200;

  private static final int NAMED = 10;

  private Quoted() {}

  /** In double quotes, on one line, at most 200 characters of the text. */
  public static String of(String text) {
    return inFull(cut(text));
  }

  /**
   * Without quotes, such as a reason that quotes itself; on one line and at most 200 characters.
   */
  public static String bare(String text) {
    return visible(cut(text));
  }

  /** The first ten of some names: {@code [a, b, c]}, of more {@code [a, b, c] and so on}. */
  public static String list(Collection<String> names) {
    return listed(names, "[", "]");
  }

  /** As {@link #list}, without brackets. */
  public static String bareList(Collection<String> names) {
    return listed(names, "", "");
  }

  private static String listed(Collection<String> names, String before, String after) {
    String some =
        names.stream()
            .limit(NAMED)
            .map(Quoted::bare)
            .collect(Collectors.joining(", ", before, after));
    return names.size() > NAMED ? some + " and so on" : some;
  }

  /** A double-quoted YAML scalar of the whole text. */
  public static String inFull(String text) {
    var quoted = new StringBuilder("\"");
    text.codePoints().forEach(c -> append(quoted, c));
    return quoted.append('"').toString();
  }

  /**
   * The whole text on one line: line breaks are spaces, what cannot be seen is escaped, and what is
   * {@link Concealed} is not shown.
   */
  public static String visible(String text) {
    var open = Concealed.in(text);
    if (open.codePoints().allMatch(Quoted::isVisible)) {
      return open;
    }
    var shown = new StringBuilder(open.length());
    open.replaceAll("\\s*[\\r\\n]+\\s*", " ")
        .codePoints()
        .forEach(c -> shown.append(isVisible(c) ? Character.toString(c) : escaped(c)));
    return shown.toString();
  }

  private static String cut(String text) {
    var open = Concealed.in(text);
    return open.codePointCount(0, open.length()) <= LONGEST
        ? open
        : open.substring(0, open.offsetByCodePoints(0, LONGEST)) + "...";
  }

  private static void append(StringBuilder quoted, int c) {
    if (c == '"' || c == '\\') {
      quoted.append('\\').append((char) c);
    } else if ((c >= ' ' && c < 0x7f) || (c > 0x7f && Character.isLetterOrDigit(c))) {
      quoted.appendCodePoint(c);
    } else {
      quoted.append(escaped(c));
    }
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }

  private static String escaped(int c) {
    return String.format(Locale.ROOT, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
  }
}
