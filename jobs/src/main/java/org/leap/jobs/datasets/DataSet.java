package org.leap.jobs.datasets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.leap.core.graph.NodeGraph;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.DataSignature;
import org.leap.jobs.formats.RecordPosition;
import org.leap.jobs.formats.Subset;
import org.leap.spark.data.Augmentation;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.Normalization;

/**
 * What a network trains on or is tested on, as the engine wants it.
 *
 * @param names of classes and features
 * @param shape of an example as it is stored
 * @param sets those that there are; to train on, those of training and test at least
 * @param augmentations of which evaluation keeps the last size
 * @param identity what the data hold, in texts that are equal only if the data are; empty where
 *     nothing is trained
 * @param graph whose nodes the examples are, if they are
 */
public record DataSet(
    DataNames names,
    ExampleShape shape,
    Map<Subset, ExampleSet> sets,
    Normalization normalization,
    Augmentations augmentations,
    Skipped skipped,
    Map<String, String> identity,
    Optional<NodeGraph> graph) {

  /**
   * Records that could not be used.
   *
   * @param records each of them, where that was asked for
   */
  public record Skipped(long count, List<SkippedRecord> records) {
    static final Skipped NONE = new Skipped(0, List.of());
  }

  /**
   * A record that could not be used.
   *
   * @param reason one line
   */
  public record SkippedRecord(RecordPosition position, String reason) {}

  /**
   * Opens the data that a configuration names, to train on them.
   *
   * @throws org.leap.jobs.formats.BadDataException if the data cannot be used
   * @throws UncheckedIOException if the file system cannot be reached
   */
  public static DataSet open(DataConfig config, Configuration hadoop) {
    return open(config, Map.of(), hadoop);
  }

  /**
   * The same.
   *
   * @param known the identity that the data had before: of tables, the same snapshots are read
   *     again unless the configuration names others; empty for the newest
   */
  public static DataSet open(DataConfig config, Map<String, String> known, Configuration hadoop) {
    try {
      if (config instanceof DataConfig.Prepared prepared) {
        return PreparedData.open(prepared, hadoop);
      }
      if (config instanceof DataConfig.OfGraph graph) {
        return GraphSets.open(graph, hadoop);
      }
      return InMemory.read(Sources.open(config, known, hadoop), config.options(), hadoop);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the seeded global order. */
  public ExampleSet train() {
    return sets.get(Subset.TRAIN);
  }

  /** What is evaluated after every epoch, if there is any. */
  public Optional<ExampleSet> validation() {
    return Optional.ofNullable(sets.get(Subset.VALIDATION));
  }

  /** What is tested on. */
  public ExampleSet test() {
    return sets.get(Subset.TEST);
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
