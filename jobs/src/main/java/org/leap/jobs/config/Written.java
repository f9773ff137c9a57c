package org.leap.jobs.config;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.leap.jobs.text.Quoted;

/** Any value, kept as it was written until it is known what it means. */
final class Written implements ValueType<Tree> {
  private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.+-][A-Za-z0-9_./+-]*");

  @Override
  public String documentation() {
    return "a value as `--set` takes it";
  }

  @Override
  public Optional<Read<Tree>> read(Tree tree, Site site) {
    return Optional.of(new Read<>(tree, new Resolved.Leaf(write(tree), tree.origin())));
  }

  @Override
  public String write(Tree value) {
    return flow(value);
  }

  /** On one line, as YAML. */
  static String flow(Tree value) {
    if (value instanceof Tree.Scalar scalar) {
      boolean plain = scalar.plain() && SAFE.matcher(scalar.text()).matches();
      return plain || scalar.isNull() ? scalar.text() : Quoted.inFull(scalar.text());
    }
    if (value instanceof Tree.Items list) {
      return list.items().stream().map(Written::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    return ((Tree.Block) value)
        .entries().entrySet().stream()
            .map(entry -> Text.quoteIfNeeded(entry.getKey()) + ": " + flow(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
  }
}
