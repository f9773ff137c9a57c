package org.leap.jobs.config;

import java.util.regex.Pattern;
import org.leap.jobs.text.Quoted;

/** Text of a given form. */
record Text(Pattern form, String formInWords) implements ScalarType<String> {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_./][A-Za-z0-9_./-]*");

  @Override
  public String noun() {
    return "text";
  }

  @Override
  public String documentation() {
    return "text: " + formInWords;
  }

  @Override
  public String parse(Tree.Scalar scalar, Site site) throws Refusal {
    if (!form.matcher(scalar.text()).matches()) {
      throw new Refusal("expected " + formInWords + ", found " + scalar.description());
    }
    return scalar.text();
  }

  @Override
  public String write(String value) {
    return quoteIfNeeded(value);
  }

  /** Plain where YAML reads it back as the same text, quoted elsewhere. */
  static String quoteIfNeeded(String value) {
    boolean plain = SAFE.matcher(value).matches() && !Tree.Scalar.isNull(value);
    return plain ? value : Quoted.inFull(value);
  }
}
