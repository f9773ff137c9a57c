package org.leap.jobs.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.leap.jobs.text.Concealed;
import org.leap.jobs.text.Quoted;

/**
 * A path or Hadoop URI of data. A name in braces after a dollar sign stands for an environment
 * variable; after two dollar signs the brace is an ordinary character. A relative path starts from
 * the directory of the file it is written in; on the command line, or behind a variable, from the
 * working directory.
 */
final class Location implements ScalarType<String> {
  static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);
  private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+://");
  private static final Pattern PLACE = Pattern.compile("[^@?]*", Pattern.DOTALL);
  private static final String OPENS = "${";

  @Override
  public String noun() {
    return "a path or URI";
  }

  @Override
  public String documentation() {
    return "path or URI";
  }

  @Override
  public String parse(Tree.Scalar scalar, Site site) throws Refusal {
    if (scalar.text().isBlank()) {
      throw new Refusal(expected(scalar.description()));
    }
    var location = expand(scalar.text(), site.context());
    if (isUri(location)) {
      return location;
    }
    boolean behindVariable = scalar.text().startsWith(OPENS);
    var start = behindVariable ? site.context().workingDirectory() : scalar.origin().directory();
    try {
      return start.resolve(Path.of(location)).normalize().toString();
    } catch (InvalidPathException e) {
      boolean beyondAscii = location.chars().anyMatch(c -> c > 127);
      throw new Refusal(
          expected(scalar.description())
              + (beyondAscii
                  ? "; if such files are there, set LC_ALL=C.UTF-8, or another locale whose names may go beyond ASCII"
                  : ""));
    }
  }

  /** A text with the values of the environment variables that it names. */
  static String expand(String text, Site.Context context) throws Refusal {
    var expanded = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf(OPENS); at >= 0; at = text.indexOf(OPENS, from)) {
      if (isEscaped(text, at)) {
        expanded.append(text, from, at - 1).append(OPENS);
        from = at + OPENS.length();
        continue;
      }
      int end = text.indexOf('}', at);
      if (end < 0) {
        throw new Refusal("expected } after ${, found " + Quoted.of(text));
      }
      var value = value(text.substring(at + OPENS.length(), end), context);
      expanded.append(text, from, at).append(value);
      from = end + 1;
      concealIfSecret(expanded, text.substring(0, from), at == 0);
    }
    return expanded.append(text, from, text.length()).toString();
  }

  /**
   * A value within a URI may be a password, or the token of a query; a place is none.
   *
   * @param upTo the value of a variable, its end included
   * @param isBeginning whether the value is all of it
   */
  private static void concealIfSecret(CharSequence upTo, String written, boolean isBeginning) {
    boolean uri = URI.matcher(upTo).lookingAt();
    if (uri && !(isBeginning && PLACE.matcher(upTo).matches())) {
      Concealed.conceal(upTo.toString(), written);
    }
  }

  private static boolean isEscaped(String text, int at) {
    return at > 0 && text.charAt(at - 1) == '$';
  }

  private static String value(String name, Site.Context context) throws Refusal {
    var value = context.environment().get(name);
    if (value == null || value.isBlank()) {
      throw new Refusal(
          "environment variable "
              + Quoted.of(name)
              + (value == null ? " is not set" : " is empty")
              + "; set it, or write the path without it");
    }
    return value;
  }

  /**
   * With its variables: their values may be secrets, and the file is of use where they are others.
   */
  @Override
  public String resolved(String value, Tree.Scalar scalar) {
    var text = scalar.text();
    if (!refers(text)) {
      return write(value);
    }
    boolean relative = !text.startsWith("/") && !text.startsWith(OPENS) && !isUri(value);
    var directory = relative ? scalar.origin().directory().toString() + "/" : "";
    return Text.quoteIfNeeded(escaped(directory) + text);
  }

  /** Whether a text names an environment variable. */
  static boolean refers(String text) {
    int at = text.indexOf(OPENS);
    while (at >= 0 && isEscaped(text, at)) {
      at = text.indexOf(OPENS, at + 1);
    }
    return at >= 0;
  }

  private static boolean isUri(String location) {
    return SCHEME.matcher(location).matches();
  }

  private static String escaped(String location) {
    return location.replace(OPENS, "$" + OPENS);
  }

  @Override
  public String write(String value) {
    return Text.quoteIfNeeded(escaped(value));
  }
}
