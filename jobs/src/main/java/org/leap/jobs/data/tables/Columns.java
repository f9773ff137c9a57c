package org.leap.jobs.data.tables;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.leap.jobs.config.Nearest;
import org.leap.jobs.data.BadDataException;
import org.leap.jobs.text.Quoted;

/** Finds the columns that a configuration names. */
final class Columns {
  private Columns() {}

  /**
   * @param key of the configuration that names the column
   * @throws BadDataException if there is no such column; names the nearest
   */
  static int find(String file, List<String> header, String column, String key) {
    int index = header.indexOf(column);
    if (index < 0) {
      throw new BadDataException(
          file,
          "has no column %s%s; set %s to one of its %d columns, %s"
              .formatted(
                  Quoted.of(column),
                  Nearest.to(column, header)
                      .map(near -> ", did you mean " + Quoted.of(near) + "?")
                      .orElse(""),
                  key,
                  header.size(),
                  Quoted.list(header)));
    }
    return index;
  }

  /** The features as named, or all columns but the label. */
  static List<String> features(String file, List<String> header, String label, List<String> named) {
    find(file, header, label, "data.label");
    List<String> features = named;
    if (named.isEmpty()) {
      features = new ArrayList<>(header);
      features.remove(label);
    }
    if (features.isEmpty()) {
      throw new BadDataException(
          file, "has no column but the label %s, expected features".formatted(Quoted.of(label)));
    }
    Set<String> different = new HashSet<>();
    for (String feature : features) {
      find(file, header, feature, "data.features");
      if (feature.equals(label) || !different.add(feature)) {
        throw new BadDataException(
            file,
            "column %s is used twice; correct the header, data.features or data.label"
                .formatted(Quoted.of(feature)));
      }
    }
    return List.copyOf(features);
  }
}
