package org.leap.jobs.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.leap.jobs.text.Quoted;

/**
 * A path or Hadoop URI of data. A name in braces after a dollar sign stands for an environment
 * variable; after two dollar signs the brace is an ordinary character. A relative path starts from
 * the directory of the file it is written in; on the command line, or behind a variable, from the
 * working directory.
 */
final class Location extends ScalarType<String> {
  static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

  @Override
  String noun() {
    return "a path or URI";
  }

  @Override
  public String documentation() {
    return "path or URI";
  }

  @Override
  String parse(Tree.Scalar scalar, Site site) throws Refusal {
    if (scalar.text().isBlank()) {
      throw new Refusal(expected(scalar.description()));
    }
    var location = expand(scalar.text(), site.context());
    if (SCHEME.matcher(location).matches()) {
      return location;
    }
    boolean behindVariable = scalar.text().startsWith("${");
    var start = behindVariable ? site.context().workingDirectory() : scalar.origin().directory();
    try {
      return start.resolve(Path.of(location)).normalize().toString();
    } catch (InvalidPathException e) {
      throw new Refusal(expected(scalar.description()));
    }
  }

  private static String expand(String text, ReadContext context) throws Refusal {
    var expanded = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
      if (at > from && text.charAt(at - 1) == '$') {
        expanded.append(text, from, at - 1).append("${");
        from = at + 2;
        continue;
      }
      int end = text.indexOf('}', at);
      if (end < 0) {
        throw new Refusal("expected } after ${, found " + Quoted.of(text));
      }
      var name = text.substring(at + 2, end);
      expanded.append(text, from, at).append(value(name, context));
      from = end + 1;
    }
    return expanded.append(text, from, text.length()).toString();
  }

  private static String value(String name, ReadContext context) throws Refusal {
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

  @Override
  public String write(String value) {
    return Text.quoteIfNeeded(value.replace("${", "$${"));
  }
}
