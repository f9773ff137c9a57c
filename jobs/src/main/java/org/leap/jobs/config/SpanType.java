package org.leap.jobs.config;

import java.util.regex.Pattern;

/** A {@link Span}, written with its unit. */
final class SpanType extends ScalarType<Span> {
  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,18}) +(step|epoch)s?");

  @Override
  String noun() {
    return "a number of epochs or steps, such as 10 epochs or 500 steps";
  }

  @Override
  public String documentation() {
    return "`N epochs` or `N steps`";
  }

  @Override
  Span parse(Tree.Scalar scalar, Site site) throws Refusal {
    var written = WRITTEN.matcher(scalar.text());
    if (!written.matches()) {
      throw new Refusal(expected(scalar.description()));
    }
    long count = Long.parseLong(written.group(1));
    if (count < 1) {
      throw new Refusal("must be at least 1, found " + scalar.description());
    }
    return written.group(2).equals("step") ? Span.steps(count) : Span.epochs(count);
  }

  @Override
  public String write(Span value) {
    return value.toString();
  }
}
