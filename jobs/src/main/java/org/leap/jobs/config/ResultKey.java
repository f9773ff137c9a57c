package org.leap.jobs.config;

import static java.util.stream.Collectors.toSet;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.leap.jobs.text.Quoted;

/**
 * The canonical text of a configuration. It walks the records themselves, so that a new setting
 * cannot be forgotten here.
 */
final class ResultKey {
  /** What changes nothing of the result. */
  private static final Set<String> WITHOUT =
      Set.of(
          "name",
          "checkpoint",
          "data.options.cache",
          "training.reduction",
          "training.allowMixedHardware");

  /** What changes neither which examples there are nor where they go. */
  private static final Set<String> WITHOUT_FOR_EXAMPLES =
      Set.of("data.options.normalization", "data.options.augment", "data.options.cache");

  private static final String LENGTH = "training.length";

  private final Set<String> without;
  private final StringBuilder lines = new StringBuilder();
  private final List<String> texts = new ArrayList<>();

  private ResultKey(Set<String> without) {
    this.without = without;
  }

  static String ofExamples(DataConfig config) {
    var key = new ResultKey(WITHOUT_FOR_EXAMPLES);
    key.append("data", config);
    return key.lines.toString();
  }

  /** Locations are read as absolute paths or as URIs. */
  static List<String> locations(DataConfig config) {
    var key = new ResultKey(Set.of());
    key.append("data", config);
    return key.texts.stream()
        .filter(text -> text.startsWith("/") || Location.SCHEME.matcher(text).matches())
        .toList();
  }

  static String of(RunConfig config) {
    return of(config, WITHOUT);
  }

  static String withoutLength(RunConfig config) {
    return of(config, Stream.concat(WITHOUT.stream(), Stream.of(LENGTH)).collect(toSet()));
  }

  /** What the files are and how they are read, apart from what becomes of their examples. */
  static String ofFiles(DataConfig config) {
    var key = new ResultKey(Set.of("data.options"));
    key.append("data", config);
    return key.lines.toString();
  }

  private static String of(RunConfig config, Set<String> without) {
    var key = new ResultKey(without);
    for (var component : RunConfig.class.getRecordComponents()) {
      key.append(component.getName(), read(component, config));
    }
    return key.lines.toString();
  }

  private void append(String path, Object value) {
    if (without.contains(path)) {
      return;
    }
    if (path.equals(LENGTH)) {
      // As it is written: training.epochs or training.steps.
      Span length = (Span) value;
      line("training." + length.unit().name().toLowerCase(Locale.ROOT), "" + length.count());
    } else if (value instanceof Optional<?> optional) {
      if (optional.isPresent()) {
        append(path, optional.get());
      }
    } else if (value instanceof Record) {
      line(path, value.getClass().getSimpleName());
      for (var component : value.getClass().getRecordComponents()) {
        append(path + "." + component.getName(), read(component, value));
      }
    } else if (value instanceof String text) {
      texts.add(text);
      line(path, Quoted.inFull(text));
    } else if (value instanceof Enum<?> constant) {
      line(path, constant.name());
    } else if (value instanceof List<?> items) {
      line(path, String.valueOf(items.size()));
      for (int i = 0; i < items.size(); i++) {
        append(path + "." + i, items.get(i));
      }
    } else {
      line(path, String.valueOf(value));
    }
  }

  private void line(String path, String value) {
    lines.append(path).append('=').append(value).append('\n');
  }

  private static Object read(RecordComponent component, Object holder) {
    try {
      return component.getAccessor().invoke(holder);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Cannot read the setting " + component, e);
    }
  }
}
