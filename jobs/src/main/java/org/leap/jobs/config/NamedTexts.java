package org.leap.jobs.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.leap.jobs.text.Concealed;

/**
 * A block of texts by names that others have given. The value of an environment variable, such as a
 * password, is shown nowhere; short words would be found in any text. A password that is written
 * out would be stored with every run, so it is refused.
 *
 * @param most texts that are accepted
 */
record NamedTexts(int most) implements ValueType<Map<String, String>> {
  private static final int SHORTEST_SECRET = 6;
  private static final String SECRET =
      "(pass(word|wd|phrase)?|pwd|secret|token|credentials|(secret|access|account|private|api)[._-]?key)";
  private static final Pattern SECRET_NAME =
      Pattern.compile(SECRET + "$|account[._-]key[.]", Pattern.CASE_INSENSITIVE);

  /** As URLs have it: {@code ?password=sesame}, {@code //me:sesame@host}. */
  private static final Pattern SECRET_WITHIN =
      Pattern.compile(
          "[?&;:,]\\s*\\w*" + SECRET + "=(?!\\$\\{)[^&;,]|//[^/@:\\s]*:(?!\\$\\{)[^/@\\s]+@",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");
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
      boolean named = SECRET_NAME.matcher(site.path()).find() && !text.isEmpty();
      if (SECRET_WITHIN.matcher(text).find() || (named && !Location.refers(text))) {
        throw new Refusal(
            "holds a secret, which every run would store; expected ${NAME} in its place, of an environment variable");
      }
      var expanded = Location.expand(text, site.context());
      if (Location.refers(text)) {
        conceal(expanded, text);
        // Who quotes it may quote a part.
        VARIABLE
            .matcher(text)
            .results()
            .forEach(
                found ->
                    conceal(
                        site.context().environment().getOrDefault(found.group(1), ""),
                        found.group()));
      }
      return expanded;
    }

    private static void conceal(String value, String shown) {
      if (value.length() >= SHORTEST_SECRET) {
        Concealed.conceal(value, shown);
      }
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
