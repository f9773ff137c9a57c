package org.leap.jobs.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.leap.jobs.text.Nearest;
import org.leap.jobs.text.Quoted;

/** One of a few words. */
final class Choice<T> extends ScalarType<T> {
  private final Map<String, T> values;

  private Choice(Map<String, T> values) {
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The constants of an enumeration, in lower case with hyphens. */
  static Choice<Object> of(Class<?> constants) {
    var values = new LinkedHashMap<String, Object>();
    for (Object constant : constants.getEnumConstants()) {
      values.put(constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
    }
    return new Choice<>(values);
  }

  /** The words themselves. */
  static Choice<String> of(List<String> words) {
    var values = new LinkedHashMap<String, String>();
    words.forEach(word -> values.put(word, word));
    return new Choice<>(values);
  }

  /** {@code true} or {@code false}. */
  static Choice<Boolean> trueOrFalse() {
    var values = new LinkedHashMap<String, Boolean>();
    values.put("true", true);
    values.put("false", false);
    return new Choice<>(values);
  }

  @Override
  String noun() {
    return values.size() == 1 ? inWords() : "one of " + inWords();
  }

  @Override
  public String inWords() {
    return String.join(", ", values.keySet());
  }

  @Override
  public String documentation() {
    return values.keySet().stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }

  @Override
  T parse(Tree.Scalar scalar, Site site) throws Refusal {
    if (!values.containsKey(scalar.text())) {
      var hint = Nearest.to(scalar.text(), values.keySet());
      throw new Refusal(
          expected(scalar.description())
              + hint.map(word -> "; did you mean " + Quoted.of(word) + "?").orElse(""));
    }
    return values.get(scalar.text());
  }

  @Override
  String write(T value) {
    return values.entrySet().stream()
        .filter(entry -> entry.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}
