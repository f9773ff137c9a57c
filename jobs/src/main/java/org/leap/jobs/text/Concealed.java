package org.leap.jobs.text;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What must not be shown or stored: beginnings of URIs that end with the value of an environment
 * variable, which may be a password. The environment is the process's, and so is what is concealed.
 */
public final class Concealed {
  /** The longest first, because a longer one begins with a shorter. */
  private static final Map<String, String> SHOWN =
      new ConcurrentSkipListMap<>(
          Comparator.comparingInt(String::length).reversed().thenComparing(text -> text));

  private Concealed() {}

  /**
   * From now on a text is concealed.
   *
   * @param shown in its place
   */
  public static void conceal(String text, String shown) {
    SHOWN.put(text, shown);
    // Hadoop decodes the user and password of a URI before it quotes them.
    try {
      SHOWN.put(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8), shown);
    } catch (IllegalArgumentException e) {
      // A percent sign of its own: there is nothing to decode.
    }
  }

  /** A text with the names of the variables in place of what is concealed. */
  public static String in(String text) {
    String concealed = text;
    for (var entry : SHOWN.entrySet()) {
      concealed = concealed.replace(entry.getKey(), entry.getValue());
    }
    return concealed;
  }
}
