package org.leap.jobs.dataset;

import java.util.Map;
import java.util.Optional;
import org.leap.core.graph.NodeGraph;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;

/**
 * What a run trains and tests on, as the engine wants it.
 *
 * @param shape of an example as it is stored
 * @param train in the seeded global order
 * @param badRecords records that were skipped
 * @param identity what the data hold, in texts that are equal only if the data are
 * @param graph whose nodes the examples are, if they are
 */
public record DataSet(
    ExampleShape shape,
    ExampleSet train,
    Optional<ExampleSet> validation,
    ExampleSet test,
    Normalization normalization,
    Augmentations augmentations,
    long badRecords,
    Map<String, String> identity,
    Optional<NodeGraph> graph) {

  /** Examples that are no nodes of a graph. */
  DataSet(
      ExampleShape shape,
      ExampleSet train,
      Optional<ExampleSet> validation,
      ExampleSet test,
      Normalization normalization,
      Augmentations augmentations,
      long badRecords,
      Map<String, String> identity) {
    this(
        shape,
        train,
        validation,
        test,
        normalization,
        augmentations,
        badRecords,
        identity,
        Optional.empty());
  }

  /** What the network sees of an example. */
  public ExampleShape inputShape() {
    return augmentations.output(shape);
  }
}
