package org.leap.jobs.datasets;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.leap.core.graph.NodeGraph;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.DataSignature;
import org.leap.spark.data.Augmentation;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;

/**
 * What a run trains and tests on, as the engine wants it.
 *
 * @param names of classes and features
 * @param shape of an example as it is stored
 * @param train in the seeded global order
 * @param badRecords records that were skipped
 * @param identity what the data hold, in texts that are equal only if the data are
 * @param graph whose nodes the examples are, if they are
 */
public record DataSet(
    DataNames names,
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
      DataNames names,
      ExampleShape shape,
      ExampleSet train,
      Optional<ExampleSet> validation,
      ExampleSet test,
      Normalization normalization,
      Augmentations augmentations,
      long badRecords,
      Map<String, String> identity) {
    this(
        names,
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

  /** What other data must agree with to be scored by a network that is trained on these. */
  public DataSignature signature(DataConfig config) {
    List<Integer> crops =
        augmentations.steps().stream()
            .filter(Augmentation.RandomResizedCrop.class::isInstance)
            .map(step -> ((Augmentation.RandomResizedCrop) step).size())
            .toList();
    ExampleShape stored = shape;
    Normalization scaling = normalization;
    DataSignature.Graph ofGraph = null;
    if (config instanceof DataConfig.OfGraph graphConfig) {
      int features = graph.orElseThrow().features().columns();
      stored = new ExampleShape(features, 1, 1, shape.classes(), shape.type());
      scaling = Normalization.none(features);
      ofGraph = new DataSignature.Graph(graphConfig.scaling().name().toLowerCase(Locale.ROOT));
    }
    return new DataSignature(
        config.format(),
        names.classes(),
        names.features(),
        names.means(),
        stored,
        crops,
        scaling,
        ofGraph);
  }
}
