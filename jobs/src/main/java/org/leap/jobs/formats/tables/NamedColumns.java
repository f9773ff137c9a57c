package org.leap.jobs.formats.tables;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.leap.jobs.formats.BadDataException;
import org.leap.jobs.text.Nearest;
import org.leap.jobs.text.Quoted;

/** Finds the columns that a configuration names. */
public final class NamedColumns {
  /** Of pandas: written as CSV, read from it and written again, and written as Parquet. */
  private static final Pattern INDEX =
      Pattern.compile("\\s*|Unnamed: [0-9]+|__index_level_[0-9]+__");

  private NamedColumns() {}

  /** The place of a column that a key of the configuration names. */
  public static int find(String file, List<String> header, String column, String key) {
    int index = header.indexOf(column);
    if (index < 0) {
      throw new BadDataException(
          file,
          "has no column %s%s; set %s to one of its %s columns, %s"
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

  /**
   * What to say about features that nobody named: a column without a name, as pandas writes an
   * index, or its name for one in Parquet, says nothing about a class.
   */
  public static List<String> remarks(String file, List<String> features, List<String> named) {
    return features.stream()
        .filter(feature -> named.isEmpty() && INDEX.matcher(feature).matches())
        .map(
            feature ->
                "%s: the column %s is a feature, though its name is that of an index of rows; name the features in data.features to leave it out"
                    .formatted(file, Quoted.of(feature)))
        .toList();
  }

  /**
   * The features as named, or all columns but the label.
   *
   * @param label null for none
   */
  public static List<String> features(
      String file, List<String> header, String label, List<String> named) {
    if (label != null) {
      find(file, header, label, "data.label");
    }
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
