package org.leap.jobs.config;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Set;

/**
 * The canonical text of a configuration. It walks the records themselves, so that a new setting
 * cannot be forgotten here.
 */
final class ResultKey {
  /** What changes nothing of the result. */
  private static final Set<String> WITHOUT =
      Set.of("name", "checkpoint", "training.reduction", "training.allowMixedHardware");

  private final StringBuilder lines = new StringBuilder();

  private ResultKey() {}

  static String of(RunConfig config) {
    var key = new ResultKey();
    for (var component : RunConfig.class.getRecordComponents()) {
      key.append(component.getName(), read(component, config));
    }
    return key.lines.toString();
  }

  private void append(String path, Object value) {
    if (WITHOUT.contains(path)) {
      return;
    }
    if (value instanceof Record) {
      line(path, value.getClass().getSimpleName());
      for (var component : value.getClass().getRecordComponents()) {
        append(path + "." + component.getName(), read(component, value));
      }
    } else if (value instanceof String text) {
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
