package org.leap.jobs.datasets;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.leap.jobs.config.DataConfig;
import org.leap.jobs.formats.graph.EdgeList;
import org.leap.jobs.formats.graph.GraphData;
import org.leap.jobs.formats.graph.Planetoid;

/** Reads the graph that a configuration names. */
public final class GraphFiles {
  private GraphFiles() {}

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
}
