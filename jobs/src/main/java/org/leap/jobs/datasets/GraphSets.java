package org.leap.jobs.datasets;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.DataNames;
import org.leap.jobs.formats.RecordPosition;
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
   * The graph as a run trains on it, its features scaled as the configuration says.
   *
   * @throws org.leap.jobs.formats.BadDataException if the files cannot be used
   * @throws IOException if the file system cannot be reached
   */
  public static GraphData read(DataConfig.OfGraph config, Configuration hadoop) throws IOException {
    return NodeDraw.of(config, scaled(config, hadoop));
  }

  private static GraphData scaled(DataConfig.OfGraph config, Configuration hadoop)
      throws IOException {
    GraphData files = files(config, hadoop);
    return config.scaling() == DataConfig.FeatureScaling.ROW ? files.withFeatureSumsOfOne() : files;
  }

  /** The same with its features as they are stored. */
  public static GraphData stored(DataConfig.OfGraph config, Configuration hadoop)
      throws IOException {
    return NodeDraw.of(config, files(config, hadoop));
  }

  private static GraphData files(DataConfig.OfGraph config, Configuration hadoop)
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
    return of(config, scaled(config, hadoop));
  }

  /** The graph for a network that was trained elsewhere, its features scaled as there. */
  static DataSet toScore(DataConfig.OfGraph config, ModelMatch match, Configuration hadoop)
      throws IOException {
    GraphData files = files(config, hadoop);
    match.checkGraph(files.classNames(), files.graph().features().columns());
    String rows = DataConfig.FeatureScaling.ROW.name().toLowerCase(Locale.ROOT);
    boolean scaled = match.signature().graph().scaling().equals(rows);
    return of(config, scaled ? files.withFeatureSumsOfOne() : files);
  }

  private static DataSet of(DataConfig.OfGraph config, GraphData scaled) {
    GraphData data = NodeDraw.of(config, scaled);
    String place =
        config instanceof DataConfig.Planetoid planetoid
            ? planetoid.path() + "/" + planetoid.name()
            : ((DataConfig.EdgeList) config).features();
    long seed = config.options().seed();
    Map<Subset, ExampleSet> sets = new EnumMap<>(Subset.class);
    for (Subset subset : Subset.values()) {
      if (subset != Subset.VALIDATION || !data.nodes(Subset.VALIDATION).isEmpty()) {
        sets.put(subset, new Nodes(data, subset, place, seed));
      }
    }
    return new DataSet(
        DataNames.ofClasses(data.classNames()),
        new ExampleShape(1, 1, 1, data.classes(), FeatureType.FLOAT32),
        sets,
        Normalization.none(1),
        Augmentations.NONE,
        DataSet.Skipped.NONE,
        DataIdentity.of(scaled, isDrawn(config)),
        Optional.of(data.graph()));
  }

  private static boolean isDrawn(DataConfig.OfGraph config) {
    return config instanceof DataConfig.EdgeList list
        ? list.split().isEmpty()
        : config instanceof DataConfig.Planetoid planetoid && planetoid.split().isPresent();
  }

  private record Nodes(GraphData data, Subset subset, String place, long seed)
      implements ExampleSet {
    @Override
    public int count() {
      return data.nodes(subset).size();
    }

    @Override
    public long[] perClass() {
      return Arrays.stream(data.perClass(subset)).asLongStream().toArray();
    }

    @Override
    public Optional<Positions> positions() {
      Positions.Noted noted = new Positions.Noted();
      data.nodes(subset).forEach(node -> noted.add(new RecordPosition(place, node)));
      return Optional.of(noted);
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
