package org.leap.jobs.formats;

import java.util.List;

/**
 * What the classes and features of a data set are called.
 *
 * @param classes in the order of their labels
 * @param features names of the columns; empty if they have none
 * @param means of the columns in the training set, where those stand for missing values; else empty
 * @param labelled whether it is known which example is of which class
 */
public record DataNames(
    List<String> classes, List<String> features, List<Float> means, boolean labelled) {
  public DataNames {
    classes = List.copyOf(classes);
    features = List.copyOf(features);
    means = List.copyOf(means);
  }

  /** Of data that say of every example what it is. */
  public DataNames(List<String> classes, List<String> features, List<Float> means) {
    this(classes, features, means, true);
  }

  /** The same of examples whose classes are not known. */
  public DataNames unlabelled() {
    return new DataNames(classes, features, means, false);
  }

  /** Of features without names. */
  public static DataNames ofClasses(List<String> classes) {
    return new DataNames(classes, List.of(), List.of());
  }
}
