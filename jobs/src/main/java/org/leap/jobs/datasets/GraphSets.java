package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.Subset;
import org.leap.jobs.formats.graph.EdgeList;
import org.leap.jobs.formats.graph.GraphData;
import org.leap.jobs.formats.graph.Planetoid;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;
import org.leap.spark.data.GraphChunks;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.data.Normalization;

/** A graph as the data of a run: its labelled nodes are the examples, known by their numbers. */
public final class GraphSets {
  private GraphSets() {}

  /**
   * The graph, its features scaled as the configuration says.
   *
   * @throws org.leap.jobs.formats.BadDataException if the files cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static GraphData read(DataConfig.OfGraph config, Configuration hadoop) throws IOException {
    GraphData stored = stored(config, hadoop);
    return config.scaling() == DataConfig.FeatureScaling.ROW
        ? stored.withFeatureSumsOfOne()
        : stored;
  }

  /** The graph with its features as they are stored. */
  public static GraphData stored(DataConfig.OfGraph config, Configuration hadoop)
      throws IOException {
    if (config instanceof DataConfig.Planetoid planetoid) {
      return Planetoid.read(planetoid.path(), planetoid.name(), hadoop);
    }
    DataConfig.EdgeList list = (DataConfig.EdgeList) config;
    return EdgeList.read(
        new EdgeList.Files(
            list.features(),
            list.featuresAre() == DataConfig.FeatureForm.INDICES,
            list.edges(),
            list.labels(),
            list.split().orElse(null)),
        new EdgeList.Shares(
            list.options().split(), list.options().validation(), list.options().seed()),
        hadoop);
  }

  static DataSet open(DataConfig.OfGraph config, Configuration hadoop) throws IOException {
    GraphData data = read(config, hadoop);
    long seed = config.options().seed();
    Map<Subset, ExampleSet> sets = new EnumMap<>(Subset.class);
    for (Subset subset : Subset.values()) {
      if (subset != Subset.VALIDATION || !data.nodes(Subset.VALIDATION).isEmpty()) {
        sets.put(subset, new Nodes(data, subset, seed));
      }
    }
    return new DataSet(
        DataNames.ofClasses(data.classNames()),
        new ExampleShape(1, 1, 1, data.classes(), FeatureType.FLOAT32),
        sets,
        Normalization.none(1),
        Augmentations.NONE,
        DataSet.Skipped.NONE,
        DataIdentity.of(data, config instanceof DataConfig.EdgeList list && list.split().isEmpty()),
        Optional.of(data.graph()));
  }

  private record Nodes(GraphData data, Subset subset, long seed) implements ExampleSet {
    @Override
    public int count() {
      return data.nodes(subset).size();
    }

    @Override
    public ChunkSource chunks(JavaSparkContext spark, ChunkLayout layout) {
      int[] nodes = data.nodes(subset).stream().mapToInt(Integer::intValue).toArray();
      int[] labels = data.nodes(subset).stream().mapToInt(data.labels()::get).toArray();
      return InMemoryChunks.of(
          spark, GraphChunks.of(data.graph(), nodes, labels, layout.workers(), seed));
    }
  }
}
