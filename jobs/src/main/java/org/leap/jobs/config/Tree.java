package org.leap.jobs.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.leap.jobs.text.Quoted;

/** What was written, before it is given a meaning. A value in a block has the line of its key. */
sealed interface Tree {
  Origin origin();

  /** What this is, for "expected ..., found ...". */
  String description();

  /** Whether this is YAML's null, which stands for "not written here". */
  default boolean isNull() {
    return false;
  }

  /** On one line, as YAML. */
  String flow();

  /** Keys with values, in the order written. */
  record Block(Origin origin, Map<String, Tree> entries) implements Tree {
    public Block {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** The same block with other entries. */
    Block changed(Consumer<Map<String, Tree>> change) {
      var changed = new LinkedHashMap<>(entries);
      change.accept(changed);
      return new Block(origin, changed);
    }

    boolean writes(String key) {
      return entries.containsKey(key) && !entries.get(key).isNull();
    }

    @Override
    public String description() {
      return "a block of keys";
    }

    @Override
    public String flow() {
      return entries.entrySet().stream()
          .map(entry -> Text.quoteIfNeeded(entry.getKey()) + ": " + entry.getValue().flow())
          .collect(Collectors.joining(", ", "{", "}"));
    }
  }

  /** A list of values. */
  record Items(Origin origin, List<Tree> items) implements Tree {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String description() {
      return "a list";
    }

    @Override
    public String flow() {
      return items.stream().map(Tree::flow).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /**
   * A single value.
   *
   * @param plain whether it was written without quotes
   */
  record Scalar(Origin origin, String text, boolean plain) implements Tree {
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_.+-][A-Za-z0-9_./+-]*");
    private static final List<String> NULLS = List.of("", "~", "null", "Null", "NULL");

    /** Whether a text without quotes is YAML's null. */
    static boolean isNull(String plainText) {
      return NULLS.contains(plainText);
    }

    @Override
    public boolean isNull() {
      return plain && isNull(text);
    }

    @Override
    public String flow() {
      boolean safe = plain && SAFE.matcher(text).matches();
      return safe || isNull() ? text : Quoted.inFull(text);
    }

    /** The text without quotes, for numbers. */
    String shortened() {
      return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    @Override
    public String description() {
      return isNull() ? "nothing" : Quoted.of(text);
    }
  }

  /** Any value, kept as it was written until it is known what it means. */
  final class Written implements ValueType<Tree> {
    @Override
    public String documentation() {
      return "a value as `--set` takes it";
    }

    @Override
    public Optional<Read<Tree>> read(Tree tree, Site site) {
      return Optional.of(new Read<>(tree, new Resolved.Leaf(tree.flow(), tree.origin())));
    }
  }
}
