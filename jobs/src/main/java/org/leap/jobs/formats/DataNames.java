package org.leap.jobs.formats;

import java.util.List;

/**
 * What the classes and features of a data set are called.
 *
 * @param classes in the order of their labels
 * @param features names of the columns; empty if they have none
 * @param means of the columns in the training set, where those stand for missing values; else empty
 */
public record DataNames(List<String> classes, List<String> features, List<Float> means) {
  public DataNames {
    classes = List.copyOf(classes);
    features = List.copyOf(features);
    means = List.copyOf(means);
  }

  /** Of features without names. */
  public static DataNames ofClasses(List<String> classes) {
    return new DataNames(classes, List.of(), List.of());
  }
}
