package org.leap.jobs.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A key as it is declared.
 *
 * @param name as it is written
 * @param type what may be written
 * @param absence what it means when the key is not written
 * @param text of the default as it is written, or the meaning in words
 * @param value what may be written, for the reference
 * @param documentation one line for the reference
 * @param leftTo {@link Key#leftTo}, empty if it is not
 */
record Setting(
    String name,
    ValueType<?> type,
    Absence absence,
    String text,
    String value,
    String documentation,
    String leftTo) {

  /** What it means when a key is not written. */
  enum Absence {
    /** It is an error. */
    REFUSED,
    /** The key has its default. */
    DEFAULT,
    /** The key has no value, which has a meaning of its own. */
    MEANING,
    /** The key's block is read as if it were written without keys. */
    EMPTY_BLOCK,
    /** Another block brings what it is about. */
    LEFT
  }

  Setting(String name, ValueType<?> type, Absence absence, String text, String documentation) {
    this(name, type, absence, text, type.documentation(), documentation, "");
  }

  /** What it means here that the key is not written, beside the values of keys before it. */
  Absence absence(Values before) {
    int dot = leftTo.indexOf('.');
    boolean left =
        dot > 0
            && Optional.ofNullable(before.value(leftTo.substring(0, dot)))
                .flatMap(block -> Schema.word(block.getClass()))
                .filter(leftTo.substring(dot + 1)::equals)
                .isPresent();
    return left ? Absence.LEFT : absence;
  }

  /** Its absence in words, where that has a meaning. */
  String meaning(Absence here) {
    return here == Absence.LEFT ? "as in " + leftTo : text;
  }

  /** The same key, which may be left out. */
  Setting optional(String meaning) {
    return absence == Absence.REFUSED
        ? new Setting(name, type, Absence.MEANING, meaning, value, documentation, leftTo)
        : this;
  }

  /** The same key for another type of the same form. */
  Setting of(ValueType<?> other) {
    return new Setting(name, other, absence, text, value, documentation, leftTo);
  }

  /** What is read where the key has a default and is not written at a place. */
  Tree defaultAt(Origin place) {
    if (absence == Absence.EMPTY_BLOCK) {
      return new Tree.Block(place, Map.of());
    }
    var origin = Origin.defaulted(place);
    return text.startsWith("[")
        ? YamlReader.read(text, origin, new Problems()).orElseThrow()
        : new Tree.Scalar(origin, text, true);
  }

  /** The default, if there is one that depends on nothing. */
  Optional<ValueType.Read<?>> byDefault() {
    if (absence != Absence.DEFAULT) {
      return Optional.empty();
    }
    var here = Path.of("").toAbsolutePath();
    var site = Site.root(new Site.Context(Map.of(), here, new Problems()));
    return Optional.of(type.read(defaultAt(new Origin("", 0, here)), site).orElseThrow());
  }
}
