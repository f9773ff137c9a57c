package org.leap.jobs.config;

import java.util.regex.Pattern;
import org.leap.jobs.text.Quoted;

/** Text of a given form. */
final class Text extends ScalarType<String> {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./-]*");

  private final Pattern form;
  private final String formInWords;

  Text(Pattern form, String formInWords) {
    this.form = form;
    this.formInWords = formInWords;
  }

  @Override
  String noun() {
    return "text";
  }

  @Override
  public String documentation() {
    return "text: " + formInWords;
  }

  @Override
  String parse(Tree.Scalar scalar, Site site) throws Refusal {
    if (!form.matcher(scalar.text()).matches()) {
      throw new Refusal("expected " + formInWords + ", found " + scalar.description());
    }
    return scalar.text();
  }

  @Override
  String write(String value) {
    return quoteIfNeeded(value);
  }

  /** Plain where YAML reads it back as the same text, quoted elsewhere. */
  static String quoteIfNeeded(String value) {
    boolean plain = SAFE.matcher(value).matches() && !Tree.Scalar.isNull(value);
    return plain ? value : Quoted.inFull(value);
  }
}
