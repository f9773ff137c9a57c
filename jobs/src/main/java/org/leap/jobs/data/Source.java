package org.leap.jobs.data;

import java.util.List;
import org.leap.spark.data.ExampleShape;

/** A data set in the format its files have. Lives on the driver; its parts travel to executors. */
public interface Source {
  /** What every example of every subset looks like. */
  ExampleShape shape();

  /** Names of the classes, in the order of their labels. */
  List<String> classNames();

  /**
   * Where the examples of a subset are, in an order that depends on the files alone. Empty when the
   * files hold no such subset.
   */
  List<SourcePart> parts(Subset subset);
}
