package org.leap.jobs.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.leap.jobs.text.Nearest;
import org.leap.jobs.text.Quoted;

/** One of a few words. */
record Choice<T>(Map<String, T> values) implements ScalarType<T> {
  /** Of values by the words for them, in their order. */
  static <T> Choice<T> of(List<T> constants, Function<T, String> word) {
    var values = new LinkedHashMap<String, T>();
    constants.forEach(constant -> values.put(word.apply(constant), constant));
    return new Choice<>(values);
  }

  @Override
  public String noun() {
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
  public T parse(Tree.Scalar scalar, Site site) throws Refusal {
    if (!values.containsKey(scalar.text())) {
      var hint = Nearest.to(scalar.text(), values.keySet());
      throw new Refusal(
          expected(scalar.description())
              + hint.map(word -> "; did you mean " + Quoted.of(word) + "?").orElse(""));
    }
    return values.get(scalar.text());
  }

  @Override
  public String write(T value) {
    return values.entrySet().stream()
        .filter(entry -> entry.getValue().equals(value))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }
}
