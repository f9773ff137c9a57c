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
import org.leap.jobs.formats.graph.GraphData;
import org.leap.spark.data.Augmentations;
import org.leap.spark.data.ChunkLayout;
import org.leap.spark.data.ChunkSource;
import org.leap.spark.data.ExampleShape;
import org.leap.spark.data.FeatureType;
import org.leap.spark.data.GraphChunks;
import org.leap.spark.data.InMemoryChunks;
import org.leap.spark.data.Normalization;

/** A graph as the data of a run: its labelled nodes are the examples, known by their numbers. */
final class GraphSets {
  private GraphSets() {}

  static DataSet open(DataConfig.OfGraph config, Configuration hadoop) throws IOException {
    GraphData data = GraphFiles.read(config, hadoop);
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
