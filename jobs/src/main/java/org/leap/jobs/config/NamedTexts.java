package org.leap.jobs.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.leap.jobs.text.Concealed;

/**
 * A block of texts by names that others have given. What holds the value of an environment
 * variable, such as a password, is shown nowhere; short words would be found in any text.
 *
 * @param most texts that are accepted
 */
record NamedTexts(int most) implements ValueType<Map<String, String>> {
  private static final int SHORTEST_SECRET = 6;
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,99}");

  @Override
  public String documentation() {
    return "block of texts";
  }

  @Override
  public Optional<Read<Map<String, String>>> read(Tree tree, Site site) {
    if (!(tree instanceof Tree.Block block) || block.entries().size() > most) {
      site.report(
          tree.origin(),
          "expected a block of at most %s names with a text each, found %s"
              .formatted(most, tree.description()));
      return Optional.empty();
    }
    return DottedKeys.entries(block, site, new Value(), NamedTexts::problem, new TreeMap<>());
  }

  private static Optional<String> problem(String name) {
    return NAME.matcher(name).matches()
        ? Optional.empty()
        : Optional.of("expected the name of an option");
  }

  private record Value() implements ScalarType<String> {
    @Override
    public String noun() {
      return "a text";
    }

    @Override
    public String documentation() {
      return "text";
    }

    @Override
    public String parse(Tree.Scalar scalar, Site site) throws Refusal {
      var text = scalar.text();
      var expanded = Location.expand(text, site.context());
      if (Location.refers(text) && expanded.length() >= SHORTEST_SECRET) {
        Concealed.conceal(expanded, text);
      }
      return expanded;
    }

    @Override
    public String resolved(String value, Tree.Scalar scalar) {
      return write(scalar.text());
    }

    @Override
    public String write(String value) {
      return Text.quoteIfNeeded(value);
    }
  }
}
